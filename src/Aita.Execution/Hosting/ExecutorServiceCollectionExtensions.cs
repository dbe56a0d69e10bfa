using Aita.Execution;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the executor.</summary>
public static class ExecutorServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="ParallelLlmExecutor"/> as a singleton over the registered <see cref="IChatClient"/>. Options come from
    /// <see cref="IOptions{TOptions}"/> of <see cref="ParallelExecutionOptions"/>, so they bind with
    /// <c>services.Configure&lt;ParallelExecutionOptions&gt;(configuration.GetSection("Aita:ParallelExecution"))</c> and are checked, all errors at
    /// once, when the executor is made. A registered <see cref="TimeProvider"/>, <see cref="ILoggerFactory"/>, <see cref="PriceBook"/> and
    /// <see cref="IRateGate"/> are used when they are there.
    /// </summary>
    public static IServiceCollection AddParallelLlmExecutor(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ParallelExecutionOptions>();
        services.TryAddSingleton(static provider => new ParallelLlmExecutor(
            provider.GetRequiredService<IChatClient>(),
            provider.GetRequiredService<IOptions<ParallelExecutionOptions>>().Value,
            new ExecutionEnvironment
            {
                Time = provider.GetService<TimeProvider>() ?? TimeProvider.System,
                LoggerFactory = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
                Prices = provider.GetService<PriceBook>() ?? PriceBook.Empty,
                RateGate = provider.GetService<IRateGate>(),
            }));
        return services;
    }
}
