using Aita.Simulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aita.Execution.Tests.Hosting;

public sealed class ExecutorServiceCollectionExtensionsTests
{
    [Fact]
    public async Task AddParallelLlmExecutor_OptionsFromConfiguration_AreUsed()
    {
        await using var simulator = await SimulatorServer.StartAsync(
            new SimulatorOptions { Latency = LatencyModel.Constant(TimeSpan.FromMilliseconds(50)) }, TestContext.Current.CancellationToken);
        await using var services = Services(
            simulator, ("Aita:ParallelExecution:MaxWorkers", "3"), ("Aita:ParallelExecution:RateLimit", "0"),
            ("Aita:ParallelExecution:EnableCheckpointing", "false"));

        var result = await services.GetRequiredService<ParallelLlmExecutor>().ExecuteBatchAsync(
            Enumerable.Range(0, 12).Select(static i => new SimpleLlmTask($"t{i}", $"Say {i}.")), "configured", TestContext.Current.CancellationToken);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(3, simulator.Traffic.PeakInFlight);
        Assert.Null(result.Checkpoint);
    }

    [Fact]
    public async Task AddParallelLlmExecutor_WrongOptions_AreAllReportedAtOnce()
    {
        await using var simulator = await SimulatorServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var services = Services(
            simulator, ("Aita:ParallelExecution:MaxWorkers", "0"), ("Aita:ParallelExecution:RateLimit", "-1"));

        var exception = Assert.Throws<ArgumentException>(services.GetRequiredService<ParallelLlmExecutor>);

        Assert.Contains("MaxWorkers is 0: use a number from 1 to 10000.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("RateLimit is -1: use requests per second, or 0 for no limit.", exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(SimulatorServer simulator, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        return new ServiceCollection()
            .Configure<ParallelExecutionOptions>(configuration.GetSection("Aita:ParallelExecution"))
            .AddSingleton<IChatClient>(OpenRouterChatClient.Create(new OpenRouterOptions { BaseUrl = simulator.BaseUrl.AbsoluteUri }))
            .AddParallelLlmExecutor()
            .BuildServiceProvider();
    }
}
