#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// Typed JSON answers, a check with a re-ask, and tasks that follow from others without a barrier.

using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Execution;
using Aita.Simulator;
using Microsoft.Extensions.AI;

// The simulator spoils the first answer to question 1a, so that there is something to repair.
var simulated = Environment.GetEnvironmentVariable("OPENROUTER_API_KEY") is null;
await using var simulator = !simulated ? null : await SimulatorServer.StartAsync(new()
{
    Faults = new FaultPlan { Script = request => request.Text.EndsWith("Define pH.", StringComparison.Ordinal) ? new Fault(FaultKind.MalformedJson) : null },
});
Console.WriteLine(simulated ? "The answers are simulated." : "The answers come from the provider.");
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator?.BaseUrl.AbsoluteUri });

#region run
var executor = new ParallelLlmExecutor(client, new() { EnableCheckpointing = false });
LlmTask[] tasks = [new KeyTask("1a", 4, "Define pH."), new KeyTask("1b", 6, "Derive the pH of 0.1 mol/L HCl.")];
var result = await executor.ExecuteBatchAsync(tasks, "keys");

foreach (var outcome in result.TaskResults) // a follow-up comes after its parent
{
    Console.WriteLine($"{outcome.TaskId}, {outcome.Attempts} x: {outcome.UntypedValue ?? outcome.Error}");
}
#endregion

internal sealed record Key(string CorrectAnswer);

internal sealed record Criterion(decimal Points, string Description);

internal sealed record Rubric(decimal TotalPoints, IReadOnlyList<Criterion> Criteria)
{
    public override string ToString() => string.Join(" ", Criteria.Select(criterion => $"[{criterion.Points:0.##}] {criterion.Description}"));
}

#region tasks
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Key))]
[JsonSerializable(typeof(Rubric))]
internal sealed partial class AnswerJson : JsonSerializerContext;

internal sealed class KeyTask(string question, int points, string text) : JsonTask<Key>($"key_{question}", AnswerJson.Default.Key)
{
    public override IReadOnlyList<ChatMessage> BuildMessages() => [new(ChatRole.User, $"Answer this exam question for {points} points: {text}")];

    // Joins the batch at once; other keys need not be finished.
    public override IEnumerable<LlmTask> FollowUps(Key value) => [new RubricTask(question, points, value)];
}

internal sealed class RubricTask(string question, int points, Key key)
    : JsonTask<Rubric>($"rubric_{question}", AnswerJson.Default.Rubric, schema: SchemaFor(points))
{
    public override IReadOnlyList<ChatMessage> BuildMessages() =>
        [new(ChatRole.User, $"Split {points} points among the steps of this answer: {key.CorrectAnswer}")];

    // What is yielded here is shown to the model, which may answer once more.
    protected override IEnumerable<string> Validate(Rubric value)
    {
        if (value.Criteria.Sum(criterion => criterion.Points) is var sum && sum != points)
        {
            yield return $"The points of the criteria add up to {sum}; they must add up to {points}.";
        }
    }

    // Without a schema of its own, a JsonTask sends the one of its type. This one pins the total.
    private static JsonElement SchemaFor(int points) => JsonElement.Parse($$"""
        {
          "type": "object", "required": ["total_points", "criteria"], "additionalProperties": false, "properties": {
            "total_points": { "const": {{points}} },
            "criteria": { "type": "array", "minItems": 2, "maxItems": 3, "items": {
              "type": "object", "required": ["points", "description"], "additionalProperties": false, "properties": {
                "points": { "type": "number" }, "description": { "type": "string" } } } } }
        }
        """);
}
#endregion
