#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// What goes wrong is a value with a kind and one sentence; other tasks go on. Always on the simulator, which fails as it is told.

using Aita.Execution;
using Aita.Simulator;

Console.WriteLine("The answers, and the failures, are simulated.");
var faults = new Dictionary<string, Fault>
{
    ["overloaded once"] = new(FaultKind.Overloaded529),
    ["too fast once"] = new(FaultKind.RateLimited429) { RetryAfterSeconds = 1 },
    ["error in a 200"] = new(FaultKind.ErrorIn200),
    ["refused"] = new(FaultKind.Refused),
    ["cut off"] = new(FaultKind.Truncated),
    ["never answered"] = new(FaultKind.Hang),
    ["wrong request"] = Fault.Answer(400),
};
#region simulator
await using var simulator = await SimulatorServer.StartAsync(new()
{
    MedianCompletionTokens = 15,
    Faults = new FaultPlan
    {
        // The text decides what goes wrong; "... once" goes well the second time.
        Script = request => request.Text.EndsWith("once", StringComparison.Ordinal) && request.Occurrence > 1
            ? null
            : faults.GetValueOrDefault(request.Text),
    },
});
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator.BaseUrl.AbsoluteUri });
#endregion

#region errors
var executor = new ParallelLlmExecutor(client, new() { MaxRetries = 1, Timeout = TimeSpan.FromSeconds(1), EnableCheckpointing = false });
var tasks = faults.Keys.Append("nothing").Select(wrong => new SimpleLlmTask(wrong, wrong));
var result = await executor.ExecuteBatchAsync(tasks, "errors");

foreach (var outcome in result.TaskResults)
{
    var what = outcome.TryGetValue(out var text) ? $"Succeeded: {text}" : $"{outcome.ErrorKind}: {outcome.Error}";
    Console.WriteLine($"{outcome.TaskId,-16} {outcome.Attempts} x  {what}");
}

// What was paid for is kept, even when it could not be used.
Console.WriteLine($"'cut off' got this far: {result.GetResult("cut off")?.RawResponse}");
#endregion
