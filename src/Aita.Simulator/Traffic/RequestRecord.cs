namespace Aita.Simulator;

/// <summary>What became of one request for a completion.</summary>
/// <param name="Sequence">0 for the first request since the start or the last reset, counted by arrival.</param>
/// <param name="Arrival">When the request arrived, since the log began.</param>
/// <param name="Finished">When its answer was about to be written (or given up); equal to <paramref name="Arrival"/> while in flight.</param>
/// <param name="Latency">The seeded latency of the answer; zero for answers given at once.</param>
/// <param name="Status">HTTP status; 0 while in flight, 499 when the client went away first, 0 with a fault when the connection was cut.</param>
/// <param name="BodyHash">First 8 bytes of the SHA-256 of the body; 0 until the body is read.</param>
/// <param name="Occurrence">1 the first time this body arrived, 2 the second...</param>
/// <param name="Fault">The injected fault, or <see cref="FaultKind.None"/>.</param>
/// <param name="PromptTokens">Tokens of the prompt, cached ones included.</param>
/// <param name="CachedTokens">Prompt tokens read from the simulated prompt cache.</param>
/// <param name="CompletionTokens">Tokens of the answer.</param>
/// <param name="Cost">USD charged.</param>
public readonly record struct RequestRecord(
    long Sequence,
    TimeSpan Arrival,
    TimeSpan Finished,
    TimeSpan Latency,
    int Status,
    ulong BodyHash,
    int Occurrence,
    FaultKind Fault,
    int PromptTokens,
    int CachedTokens,
    int CompletionTokens,
    decimal Cost);
