namespace Aita.Simulator;

/// <summary>What one answer costs, and which prompt prefixes it leaves in the cache.</summary>
internal readonly record struct Bill(Usage Usage, ulong[] PrefixKeys);
