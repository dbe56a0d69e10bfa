namespace Aita.Benchmarks.Macro;

/// <summary>What a finished process used, whole-process.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="PeakMemory">Peak resident memory in bytes.</param>
/// <param name="Wall">Time from start to exit.</param>
internal sealed record ProcessFigures(double CpuSeconds, long PeakMemory, TimeSpan Wall);
