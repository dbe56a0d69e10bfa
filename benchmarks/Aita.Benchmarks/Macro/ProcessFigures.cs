using System.Globalization;

namespace Aita.Benchmarks.Macro;

/// <summary>What a finished process used, whole-process.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="PeakMemory">Peak resident memory in bytes.</param>
/// <param name="Wall">Time from start to exit.</param>
internal sealed record ProcessFigures(double CpuSeconds, long PeakMemory, TimeSpan Wall)
{
    /// <summary>Peak resident memory (VmHWM), in bytes; Linux only.</summary>
    public static long PeakMemoryOfThisProcess() => PeakMemoryOf("self");

    public static long PeakMemoryOf(string process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
