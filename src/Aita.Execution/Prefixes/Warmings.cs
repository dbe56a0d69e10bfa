namespace Aita.Execution;

/// <summary>The requests in flight that warm prefixes.</summary>
/// <param name="Requests">How many they are, further ones of a prefix included.</param>
/// <param name="Since">When the oldest was taken for whose prefix items are held.</param>
/// <param name="AloneSince">The same of those that no further request of their prefix helps; null when there is none.</param>
internal readonly record struct Warmings(int Requests, TimeSpan Since, TimeSpan? AloneSince);
