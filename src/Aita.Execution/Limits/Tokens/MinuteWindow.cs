namespace Aita.Execution;

/// <summary>
/// What was spent in the last minute, so that no sixty seconds in a row hold more than a limit per minute, however late the real figures become
/// known: they are put where the request was sent. Counted in quarters of a second, each until it is wholly over. Pure: the time is an argument.
/// Not thread-safe.
/// </summary>
internal sealed class MinuteWindow(double limit)
{
    private const double Rounding = 1e-6;
    private const int Slices = 241; // a minute, and the slice that has just begun
    private static readonly long SliceTicks = TimeSpan.TicksPerMinute / (Slices - 1);

    private readonly double[] _spent = new double[Slices];
    private long _slice;
    private double _sum;

    /// <summary>How long a request of this many units must wait; more than the whole limit wait for an empty window.</summary>
    public TimeSpan WaitFor(double cost, TimeSpan now)
    {
        Advance(now);
        var excess = _sum + Math.Min(cost, limit) - limit;
        if (excess <= Rounding)
        {
            return TimeSpan.Zero;
        }

        var slice = _slice - Slices + 1;
        for (; slice < _slice; slice++)
        {
            excess -= _spent[(slice + Slices) % Slices];
            if (excess <= Rounding)
            {
                break;
            }
        }

        return new TimeSpan((slice + Slices) * SliceTicks) - now;
    }

    /// <summary>Counts units that are spent now (positive), or corrects what was spent at an earlier time.</summary>
    public void Add(double units, TimeSpan sentAt, TimeSpan now)
    {
        Advance(now);
        var slice = sentAt.Ticks / SliceTicks;
        if (slice > _slice - Slices)
        {
            _spent[slice % Slices] += units;
            _sum += units;
        }
    }

    private void Advance(TimeSpan now)
    {
        var slice = now.Ticks / SliceTicks;
        if (slice - _slice >= Slices)
        {
            Array.Clear(_spent);
            (_slice, _sum) = (slice, 0);
        }

        while (_slice < slice)
        {
            ref var oldest = ref _spent[++_slice % Slices];
            _sum -= oldest;
            oldest = 0;
        }
    }
}
