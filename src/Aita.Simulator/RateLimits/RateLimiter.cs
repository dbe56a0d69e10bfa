namespace Aita.Simulator;

/// <summary>Keeps the buckets of the requests-per-second, requests-per-minute and token limits together. Thread-safe.</summary>
internal sealed class RateLimiter
{
    private readonly Lock _lock = new();
    private readonly RateLimitOptions _options;
    private Gcra? _perSecond;
    private Gcra? _perMinute;
    private Gcra? _tokens;
    private int _granted;

    public RateLimiter(RateLimitOptions options)
    {
        _options = options;
        if (options.RequestsPerSecond is { } perSecond)
        {
            _perSecond = new Gcra(perSecond, options.Burst ?? Math.Max(1, perSecond));
        }

        if (options.RequestsPerMinute is { } perMinute)
        {
            _perMinute = new Gcra(perMinute / 60, options.Burst ?? Math.Max(1, perMinute));
        }

        if (options.TokensPerMinute is { } tokens)
        {
            _tokens = new Gcra(tokens / 60.0, options.TokenBurst ?? tokens);
        }
    }

    /// <summary>Takes one request with its prompt from all buckets, or from none.</summary>
    public RateLimitDecision Take(double nowSeconds, int promptTokens)
    {
        lock (_lock)
        {
            ChangeIfDue(nowSeconds);
            double requestWait = Math.Max(
                _perSecond?.WaitFor(nowSeconds, 1) ?? 0,
                _perMinute?.WaitFor(nowSeconds, 1) ?? 0);
            double tokenWait = _tokens?.WaitFor(nowSeconds, promptTokens) ?? 0;
            bool granted = requestWait <= 0 && tokenWait <= 0;
            if (granted)
            {
                _granted++;
                Debit(ref _perSecond, nowSeconds, 1);
                Debit(ref _perMinute, nowSeconds, 1);
                Debit(ref _tokens, nowSeconds, promptTokens);
            }

            var requests = _perMinute ?? _perSecond;
            return new RateLimitDecision(
                granted,
                tokenWait > requestWait,
                Math.Max(requestWait, tokenWait),
                requests is { } bucket ? RateLimitState.Of(bucket, nowSeconds) : null,
                _tokens is { } tokens ? RateLimitState.Of(tokens, nowSeconds) : null,
                _options);
        }
    }

    /// <summary>Takes the tokens of an answer.</summary>
    public void Settle(double nowSeconds, int completionTokens)
    {
        lock (_lock)
        {
            Debit(ref _tokens, nowSeconds, completionTokens);
        }
    }

    /// <summary>What had been taken of the burst stays taken.</summary>
    private void ChangeIfDue(double nowSeconds)
    {
        if (_granted == _options.ChangeAfter && _options.LaterRequestsPerSecond is { } later && _perSecond is { } old)
        {
            var changed = new Gcra(later, _options.Burst ?? Math.Max(1, later));
            changed.Debit(nowSeconds, Math.Min(changed.Capacity, old.Capacity - old.Available(nowSeconds)));
            _perSecond = changed;
        }
    }

    private static void Debit(ref Gcra? bucket, double nowSeconds, double units)
    {
        if (bucket is { } copy)
        {
            copy.Debit(nowSeconds, units);
            bucket = copy;
        }
    }
}
