namespace Aita.Simulator;

/// <summary>A text that stands in the truth, and the points it earns.</summary>
internal sealed record KnownAnswer(string Text, decimal Points);
