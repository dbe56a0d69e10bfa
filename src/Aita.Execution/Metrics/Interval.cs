namespace Aita.Execution;

/// <summary>A figure that is not known exactly. Immutable.</summary>
/// <param name="Low">Probably no less.</param>
/// <param name="Expected">The best guess.</param>
/// <param name="High">Probably no more.</param>
public readonly record struct Interval(double Low, double Expected, double High);
