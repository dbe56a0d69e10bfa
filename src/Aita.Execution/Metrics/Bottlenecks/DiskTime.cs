namespace Aita.Execution;

/// <summary>
/// Tells the disk apart from the provider. A worker holds its slot until its answer is recorded: of the time in which all were busy, or the last
/// were, the part that they spent recording belongs to the disk. Pure.
/// </summary>
internal static class DiskTime
{
    /// <summary>Gives the disk its part of the time.</summary>
    /// <param name="times">Time spent waiting for each resource.</param>
    /// <param name="calls">Time that all workers together spent with requests.</param>
    /// <param name="recording">Time that all workers together spent recording.</param>
    /// <returns>The same time in all, <see cref="WaitedFor.Disk"/> included.</returns>
    public static IReadOnlyDictionary<WaitedFor, TimeSpan> Split(IReadOnlyDictionary<WaitedFor, TimeSpan> times, TimeSpan calls, TimeSpan recording)
    {
        if (recording <= TimeSpan.Zero)
        {
            return times;
        }

        var share = recording / (calls + recording);
        var split = new Dictionary<WaitedFor, TimeSpan>(times);
        var disk = Take(WaitedFor.Workers) + Take(WaitedFor.Tail);
        if (disk > TimeSpan.Zero)
        {
            split[WaitedFor.Disk] = disk;
        }

        return split;

        TimeSpan Take(WaitedFor busy)
        {
            var part = times.GetValueOrDefault(busy) * share;
            if (part > TimeSpan.Zero)
            {
                split[busy] -= part;
            }

            return part;
        }
    }
}
