namespace Aita.Simulator;

/// <summary>What all pieces of one answer share.</summary>
internal readonly record struct CompletionHead(string Id, string Model, long Created);
