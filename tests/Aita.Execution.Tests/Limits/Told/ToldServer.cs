namespace Aita.Execution.Tests.Limits.Told;

/// <summary>A provider with one request limit, of either kind, that tells its state with every answer; in virtual time.</summary>
internal sealed class ToldServer(bool isBucket, int limit, double window)
{
    private Gcra _bucket = new(limit / window, limit);
    private double _windowStart = -1;
    private double _used;

    /// <summary>Counts a request that arrives; false when it is refused.</summary>
    public bool Take(double cost, TimeSpan now)
    {
        if (isBucket)
        {
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
    public (long Remaining, TimeSpan Reset) Tell(TimeSpan now)
    {
        if (isBucket)
        {
            var left = _bucket.Available(now);
            return ((long)Math.Floor(left + 1e-6), TimeSpan.FromSeconds((limit - left) / limit * window));
        }

        Roll(now);
        return ((long)(limit - _used), TimeSpan.FromSeconds(_windowStart + window - now.TotalSeconds));
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
