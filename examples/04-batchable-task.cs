#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// Twelve small tasks in three requests, then in as many as their tokens need. Every task still has its own outcome and its share of the cost.

using System.Text.Json;
using System.Text.Json.Nodes;
using Aita.Execution;
using Aita.Simulator;
using Microsoft.Extensions.AI;

var simulated = Environment.GetEnvironmentVariable("OPENROUTER_API_KEY") is null;
await using var simulator = simulated ? await SimulatorServer.StartAsync() : null;
Console.WriteLine(simulated ? "The answers are simulated." : "The answers come from the provider.");
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator?.BaseUrl.AbsoluteUri });

#region run
var executor = new ParallelLlmExecutor(client, new() { MaxTasksPerRequest = 4, EnableCheckpointing = false });
string[] words = ["iron", "gold", "tin", "lead", "zinc", "silver", "copper", "nickel", "cobalt", "argon", "neon", "boron"];
var result = await executor.ExecuteBatchAsync(words.Select(word => new SymbolTask(word)), "symbols");
#endregion

foreach (var symbol in result.SuccessfulResults)
{
    Console.WriteLine($"{symbol.TaskId,-8} {symbol.Value}");
}

Console.WriteLine($"{result.TaskResults.Count} tasks, {result.Metrics.Attempts} requests");

#region pack
// The number of tasks in a request finds itself: about 2,000 tokens, question and expected answer together.
var packing = new ParallelLlmExecutor(client, new() { PackTokens = 2_000, EnableCheckpointing = false });
var packed = await packing.ExecuteBatchAsync(words.Select(word => new SymbolTask(word)), "symbols");
Console.WriteLine($"{packed.TaskResults.Count} tasks, {packed.Metrics.Attempts} requests, ${packed.Metrics.Cost:F6}; {packed.TaskResults[0].TaskId} has ${packed.TaskResults[0].Cost:F6} of it");
#endregion

#region task
internal sealed class SymbolTask(string word) : BatchableLlmTask<string>(word)
{
    // Asked alone, when a combined answer has nothing for it.
    public override IReadOnlyList<ChatMessage> BuildMessages() =>
        [new(ChatRole.User, $"What is the chemical symbol of {Id}? Answer with the symbol alone.")];

    public override string ParseResponse(string text) => text.Trim();

    public override bool CanBatchWith(BatchableLlmTask<string> other) => other is SymbolTask;

    public override IReadOnlyList<ChatMessage> CombineWith(IReadOnlyList<BatchableLlmTask<string>> others) =>
        [new(ChatRole.User, $"Give the chemical symbol of each: {string.Join(", ", others.Prepend(this).Select(task => task.Id))}.")];

    public override ChatOptions CombineOptions(IReadOnlyList<BatchableLlmTask<string>> others) => new()
    {
        ResponseFormat = ChatResponseFormat.ForJsonSchema(SchemaOf(others.Prepend(this).Select(task => task.Id)), "symbols"),
    };

    public override IReadOnlyList<string?> SplitBatchResult(string text, IReadOnlyList<BatchableLlmTask<string>> tasks)
    {
        var symbols = JsonAnswer.Parse(text);
        return [.. tasks.Select(task => symbols.TryGetProperty(task.Id, out var symbol) ? symbol.GetString() : null)];
    }

    private static JsonElement SchemaOf(IEnumerable<string> names) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, new JsonObject { ["type"] = "string" }))),
        ["required"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
        ["additionalProperties"] = false,
    });
}
#endregion
