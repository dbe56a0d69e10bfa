namespace Aita.Execution;

/// <summary>What an item of a pilot used.</summary>
/// <param name="Cost">USD; null when it is not known.</param>
/// <param name="CallTime">Time of its requests together.</param>
/// <param name="Tokens">Tokens in and out.</param>
/// <param name="Requests">Requests that were sent for it.</param>
/// <param name="InputTokens">Those of <paramref name="Tokens"/> that went in.</param>
public readonly record struct PilotItem(decimal? Cost, TimeSpan CallTime, long Tokens, int Requests, long InputTokens = 0);
