#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// A provider that is down for some seconds in the middle of a run: the run pauses, tries again with one request now and then, and goes on by itself.
// No task is lost and none fails. Always on the simulator, which is down on purpose.

using Aita.Execution;
using Aita.Simulator;

var (from, to) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(7));
Console.WriteLine($"The answers are simulated, and the provider is down from second {from.TotalSeconds} to second {to.TotalSeconds}.");
await using var simulator = await SimulatorServer.StartAsync(new()
{
    Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(200), 0.3),
    Faults = new FaultPlan { Script = request => request.Arrival >= from && request.Arrival < to ? new Fault(FaultKind.ConnectionReset) : null },
});
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator.BaseUrl.AbsoluteUri });

ParallelExecutionOptions options = new() { MaxWorkers = 20, RateLimit = 0, EnableCheckpointing = false };
var tasks = Enumerable.Range(1, 400).Select(i => new SimpleLlmTask($"q{i}", $"What is {i} squared?"));
Func<ExecutionMetrics> figures = () => new();

#region events
BatchOptions batch = new()
{
    OnEvent = happened =>
    {
        switch (happened)
        {
            case ExecutionEvent.BatchStarted started:
                figures = started.ReadMetrics;
                break;
            case ExecutionEvent.ProviderDown { IsFirst: true } down:
                Console.WriteLine($"paused after {figures().CompletedTasks} of 400 tasks: {down.Failure.Message}");
                break;
            case ExecutionEvent.ProviderDown down:
                Console.WriteLine($"  still down; one request tries again in {down.NextProbe.TotalSeconds:0.0} s");
                break;
            case ExecutionEvent.ProviderUp up:
                Console.WriteLine($"goes on: the provider was down for {up.Duration.TotalSeconds:0.0} s");
                break;
        }
    },
};
var result = await new ParallelLlmExecutor(client, options).ExecuteBatchAsync(tasks, "outage", batch);
#endregion

var metrics = result.Metrics;
Console.WriteLine($"{metrics.CompletedTasks} of {metrics.TotalTasks} succeeded in {metrics.Elapsed.TotalSeconds:0.0} s, {metrics.FailedTasks} failed");
Console.WriteLine($"  {metrics.Attempts} requests, {metrics.Retries} of them again after a failure, {metrics.Outages} outage");
Console.WriteLine($"  {string.Join(", ", metrics.Bottleneck.Shares().Select(part => $"{part.Resource} {part.Percent} %"))}");
