#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// A task of one's own: its messages, how its answer is read, when it is tried again.

using Aita.Execution;
using Aita.Simulator;
using Microsoft.Extensions.AI;

var simulated = Environment.GetEnvironmentVariable("OPENROUTER_API_KEY") is null;
await using var simulator = simulated ? await SimulatorServer.StartAsync(new() { MedianCompletionTokens = 20 }) : null;
Console.WriteLine(simulated ? "The answers are simulated." : "The answers come from the provider.");
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator?.BaseUrl.AbsoluteUri });

#region run
var executor = new ParallelLlmExecutor(client, new() { EnableCheckpointing = false });
var result = await executor.ExecuteBatchAsync(
    [new GlossaryTask("enthalpy"), new GlossaryTask("titration"), new GlossaryTask("isotope")], "glossary");

foreach (var (term, meaning) in result.SuccessfulResults.Select(entry => entry.Value).OrderBy(entry => entry.Term))
{
    Console.WriteLine($"{term,-10} {meaning}");
}
#endregion

#region task
internal sealed record GlossaryEntry(string Term, string Meaning);

internal sealed class GlossaryTask(string term) : LlmTask<GlossaryEntry>($"glossary_{term}")
{
    public override ChatOptions Options { get; } = new() { Temperature = 0.1f, MaxOutputTokens = 200 };

    public override IReadOnlyList<ChatMessage> BuildMessages() =>
    [
        new(ChatRole.System, "You write a glossary for first-year students."),
        new(ChatRole.User, $"Explain the term '{term}' in one sentence of at most 25 words."),
    ];

    // What is thrown here becomes a failed result that keeps the answer's text.
    public override GlossaryEntry ParseResponse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0
            ? new(term, string.Join(' ', words.Take(25)))
            : throw new FormatException("The answer has no words.");
    }

    // The default retries what the same request may survive. This task also tries again when its answer could not be read.
    public override bool ShouldRetry(LlmFailure failure, int attempt) =>
        failure.IsTransient || (failure.Kind == FailureKind.InvalidResponse && attempt < 2);

    public override void OnSuccess(GlossaryEntry value) => Console.WriteLine($"done: {Id}");
}
#endregion
