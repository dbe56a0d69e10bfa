namespace Aita.Simulator;

/// <summary>A part of a body, by position.</summary>
internal readonly record struct Slice(int Start, int Length);
