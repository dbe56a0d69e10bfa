namespace Aita.Execution;

/// <summary>Counts events of the last second in twenty slices of 50 ms. Pure: the time is an argument. Not thread-safe.</summary>
internal sealed class SlidingCount
{
    private const int Slices = 20;
    private static readonly long SliceTicks = TimeSpan.TicksPerSecond / Slices;

    private readonly int[] _counts = new int[Slices];
    private long _slice;

    public void Add(TimeSpan now)
    {
        Advance(now);
        _counts[_slice % Slices]++;
    }

    public int Count(TimeSpan now)
    {
        Advance(now);
        var sum = 0;
        foreach (var count in _counts)
        {
            sum += count;
        }

        return sum;
    }

    private void Advance(TimeSpan now)
    {
        var slice = now.Ticks / SliceTicks;
        if (slice - _slice >= Slices)
        {
            Array.Clear(_counts);
            _slice = slice;
        }

        while (_slice < slice)
        {
            _counts[++_slice % Slices] = 0;
        }
    }
}
