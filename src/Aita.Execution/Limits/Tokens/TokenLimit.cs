namespace Aita.Execution;

/// <summary>One limit of tokens per minute: paced evenly, and held over every minute. Pure: the time is an argument. Not thread-safe.</summary>
internal sealed class TokenLimit
{
    /// <summary>The limit may be spent in bursts of this many seconds' worth.</summary>
    private const double BurstSeconds = 6;

    private readonly MinuteWindow _minute;
    private Gcra _pace;

    private TokenLimit(double perMinute)
    {
        _minute = new MinuteWindow(perMinute);
        _pace = new Gcra(perMinute / 60, perMinute / 60 * BurstSeconds);
    }

    public static TokenLimit? Of(long? perMinute) => perMinute is { } limit ? new TokenLimit(limit) : null;

    public TimeSpan WaitFor(double tokens, TimeSpan now)
    {
        var (pace, minute) = (_pace.WaitFor(tokens, now), _minute.WaitFor(tokens, now));
        return pace > minute ? pace : minute;
    }

    /// <summary>Counts a request that passes now.</summary>
    public void Take(double tokens, TimeSpan now)
    {
        _pace.Take(tokens, now);
        _minute.Add(tokens, now, now);
    }

    /// <summary>A request that was sent earlier used more than was counted (positive), or less.</summary>
    public void Correct(double more, TimeSpan sentAt, TimeSpan now)
    {
        if (more > 0)
        {
            _pace.Take(more, now);
        }
        else
        {
            _pace.Refund(-more);
        }

        _minute.Add(more, sentAt, now);
    }
}
