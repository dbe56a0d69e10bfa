#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// A model that is gone, answers that cannot be used, a few very slow ones: what was done about each, what it cost, and what the time went to.
// Always on the simulator, which makes all of that happen.

using System.Text.Json.Serialization;
using Aita.Execution;
using Aita.Simulator;
using Microsoft.Extensions.AI;

Console.WriteLine("The answers are simulated.");
await using var simulator = await SimulatorServer.StartAsync(new()
{
    Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(80), 0.4).WithStalls(0.01, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)),
    Faults = new FaultPlan
    {
        Script = request =>
            request.Model == "acme/retired" ? Fault.Answer(404, """{"error":{"code":404,"message":"No endpoints found for acme/retired."}}""")
            : request.Model == "acme/small" && request.Text.Contains('7') ? new Fault(FaultKind.MalformedJson)
            : null,
    },
});
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator.BaseUrl.AbsoluteUri });

#region options
ParallelExecutionOptions options = new()
{
    MaxWorkers = 20,
    RateLimit = 0,
    EnableCheckpointing = false,
    FallbackModels = ["acme/small"], // asked when a task would be given up on
    RepairModel = "acme/large",      // asked once for an answer that a re-ask did not mend
    Hedging = true,                  // the slowest at the end are asked a second time, for 2 % of the tokens at most
};
#endregion
var tasks = Enumerable.Range(1, 200).Select(i => new QuestionTask($"q{i}", i % 20 == 0 ? "acme/retired" : "acme/small", $"What is {i} squared?"));
var result = await new ParallelLlmExecutor(client, options).ExecuteBatchAsync(tasks, "trust");

#region figures
var metrics = result.Metrics;
Console.WriteLine($"{metrics.CompletedTasks} of {metrics.TotalTasks} succeeded in {metrics.Elapsed.TotalSeconds:0.0} s, ${metrics.Cost:0.0000}");
Write("mended without asking", metrics.LocalRepairs);
Write("asked again", metrics.Reasks);
Write("stronger model", metrics.RepairModel);
Write("fallback model", metrics.Fallbacks);
Write("asked a second time", metrics.Hedges);
Console.WriteLine(string.Join(", ", metrics.Bottleneck.Shares().Select(part => $"{part.Resource} {part.Percent} %")));
Console.WriteLine(metrics.Bottleneck.Advice);
#endregion

static void Write(string step, StepFigures figures) =>
    Console.WriteLine($"  {step}: {figures.Requests} requests, {figures.Succeeded} tasks saved, ${figures.Cost:0.0000}");

internal sealed record Square(string Answer);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Square))]
internal sealed partial class SquareJson : JsonSerializerContext;

internal sealed class QuestionTask(string id, string model, string question)
    : JsonTask<Square>(id, SquareJson.Default.Square, new ChatOptions { ModelId = model })
{
    public override IReadOnlyList<ChatMessage> BuildMessages() => [new(ChatRole.User, question)];
}
