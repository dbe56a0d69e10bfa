using System.Globalization;

namespace Aita.Benchmarks.Soak;

/// <summary>What a process holds at a moment, from /proc.</summary>
/// <param name="At">Since the start of the run.</param>
/// <param name="Memory">Resident memory in bytes.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Sockets">Those of them that are sockets.</param>
/// <param name="Threads">Threads.</param>
internal sealed record SoakSample(TimeSpan At, long Memory, int Handles, int Sockets, int Threads)
{
    /// <summary>Takes a sample; null when the process has ended.</summary>
    public static SoakSample? Take(int process, TimeSpan at)
    {
        try
        {
            var status = File.ReadLines($"/proc/{process}/status")
                .Select(static line => line.Split(':', 2))
                .ToDictionary(static parts => parts[0], static parts => parts[1].Trim(), StringComparer.Ordinal);
            if (!status.TryGetValue("VmRSS", out var memory))
            {
                return null;
            }

            var handles = Directory.GetFiles($"/proc/{process}/fd");
            return new(
                at, long.Parse(memory.Split(' ')[0], CultureInfo.InvariantCulture) * 1024, handles.Length, handles.Count(IsSocket),
                int.Parse(status["Threads"], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsSocket(string handle)
    {
        try
        {
            return new FileInfo(handle).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false; // closed meanwhile
        }
    }
}
