namespace Aita.Execution;

/// <summary>An answer after it was checked and written down.</summary>
/// <param name="Failure">Why it cannot be used; null when it may be parsed.</param>
/// <param name="Parts">The accepted answer of each task that shared the request; null for a single task, or when it cannot be split.</param>
internal readonly record struct RecordedAnswer(LlmFailure? Failure, IReadOnlyList<LlmAnswer?>? Parts);
