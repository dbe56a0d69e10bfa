namespace Aita.Execution.Tests.Limits.Told;

/// <summary>A provider with one request limit, of either kind, that tells its state with every answer; in virtual time.</summary>
internal sealed class ToldServer(bool isBucket, int limit, double window = 60)
{
    private Gcra _bucket = new(limit / window, limit);
    private double _windowStart = -1;
    private double _used;

    private TimeSpan _othersSince;

    /// <summary>Whether it tells resets in whole milliseconds, or in whole seconds; rounded up.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>Requests that somebody else sends each second, to a bucket.</summary>
    public double OthersPerSecond { get; init; }

    /// <summary>Counts a request that arrives; false when it is refused.</summary>
    public bool Take(double cost, TimeSpan now)
    {
        if (isBucket)
        {
            _bucket.Take(Math.Min(_bucket.Available(now), OthersPerSecond * (now - _othersSince).TotalSeconds), now);
            _othersSince = now;
            var passes = _bucket.Available(now) >= cost - 1e-6;
            if (passes)
            {
                _bucket.Take(cost, now);
            }

            return passes;
        }

        Roll(now);
        if (_used + cost > limit)
        {
            return false;
        }

        _used += cost;
        return true;
    }

    /// <summary>What is left, and the time until all is there again.</summary>
    public RateLimitSnapshot Tell(TimeSpan now)
    {
        Roll(now);
        var left = isBucket ? _bucket.Available(now) : limit - _used;
        var reset = isBucket ? (limit - left) / limit * window : _windowStart + window - now.TotalSeconds;
        return new()
        {
            RequestLimit = limit,
            RequestsRemaining = (long)Math.Floor(left + 1e-6),
            RequestsReset = TimeSpan.FromSeconds(IsExact ? Math.Ceiling(reset * 1000) / 1000 : Math.Ceiling(reset)),
            ResetsAreExact = IsExact,
        };
    }

    private void Roll(TimeSpan now)
    {
        if (_windowStart < 0 || now.TotalSeconds >= _windowStart + window)
        {
            _windowStart = Math.Floor(now.TotalSeconds / window) * window;
            _used = 0;
        }
    }
}
