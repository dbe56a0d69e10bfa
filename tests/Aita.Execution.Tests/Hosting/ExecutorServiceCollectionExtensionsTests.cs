using Aita.Execution.Tests.Doubles;
using Aita.Simulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Hosting;

public sealed class ExecutorServiceCollectionExtensionsTests
{
    [Fact]
    public async Task AddParallelLlmExecutor_OptionsFromConfiguration_AreUsed()
    {
        var time = new FakeTimeProvider();
        await using var simulator = await SimulatorServer.StartAsync(
            new SimulatorOptions { TimeProvider = time, Latency = LatencyModel.Constant(TimeSpan.FromSeconds(1)) }, TestContext.Current.CancellationToken);
        await using var services = Services(
            simulator, ("Aita:ParallelExecution:MaxWorkers", "3"), ("Aita:ParallelExecution:RateLimit", "0"),
            ("Aita:ParallelExecution:EnableCheckpointing", "false"));

        var running = services.GetRequiredService<ParallelLlmExecutor>().ExecuteBatchAsync(
            Enumerable.Range(0, 12).Select(static i => new SimpleLlmTask($"t{i}", $"Say {i}.")), "configured", TestContext.Current.CancellationToken);
        await Wait.Until(() => simulator.Traffic.InFlight >= 3); // nothing is answered while the clock stands still
        await Wait.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return running.IsCompleted;
        });
        var result = await running;

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
