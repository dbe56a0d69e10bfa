namespace Aita.Execution.Tests.Checkpoints;

/// <summary>Records for tests.</summary>
internal static class Records
{
    public static CheckpointRecord Succeeded(string id, string text = "an answer", decimal? cost = 0.001m, string key = "key") => new()
    {
        Id = id,
        Key = key,
        Status = TaskOutcome.Succeeded,
        Attempts = 1,
        Duration = TimeSpan.FromMilliseconds(1234.5678),
        Usage = new TokenUsage(120, 34, 5),
        Cost = cost,
        Answer = new LlmAnswer { Text = text, FinishReason = "stop", Model = "some/model", ResponseId = "gen-1", Usage = new(120, 34, 5), Cost = cost },
    };

    public static CheckpointRecord Failed(string id) => new()
    {
        Id = id,
        Key = "key",
        Status = TaskOutcome.Failed,
        Attempts = 4,
        Failure = new LlmFailure(FailureKind.InvalidResponse, "Not JSON: \"é\" <b>") { StatusCode = 200, RawResponse = "{\"a\":\n\u0001" },
    };
}
