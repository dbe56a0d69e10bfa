namespace Aita.Simulator;

/// <summary>Keeps the buckets of the limits on requests per second and per minute and on tokens together. Thread-safe.</summary>
internal sealed class RateLimiter
{
    private readonly Lock _lock = new();
    private readonly RateLimitOptions _options;
    private Gcra? _perSecond;
    private Gcra? _perMinute;
    private Gcra? _tokens;
    private Gcra? _input;
    private Gcra? _output;
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

        _input = PerMinute(options.InputTokensPerMinute);
        _output = PerMinute(options.OutputTokensPerMinute);
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
            double tokenWait = Math.Max(
                _tokens?.WaitFor(nowSeconds, promptTokens) ?? 0,
                Math.Max(_input?.WaitFor(nowSeconds, promptTokens) ?? 0, _output?.WaitFor(nowSeconds, 1) ?? 0));
            bool granted = requestWait <= 0 && tokenWait <= 0;
            if (granted)
            {
                _granted++;
                Debit(ref _perSecond, nowSeconds, 1);
                Debit(ref _perMinute, nowSeconds, 1);
                Debit(ref _tokens, nowSeconds, promptTokens);
                Debit(ref _input, nowSeconds, promptTokens);
            }

            return new RateLimitDecision(
                granted,
                tokenWait > requestWait,
                Math.Max(requestWait, tokenWait),
                RateLimitState.Of(_perMinute ?? _perSecond, nowSeconds),
                RateLimitState.Of(_tokens, nowSeconds),
                RateLimitState.Of(_input, nowSeconds),
                RateLimitState.Of(_output, nowSeconds),
                _options);
        }
    }

    /// <summary>Takes the tokens of an answer.</summary>
    public void Settle(double nowSeconds, int completionTokens)
    {
        lock (_lock)
        {
            Debit(ref _tokens, nowSeconds, completionTokens);
            Debit(ref _output, nowSeconds, completionTokens);
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

    private static Gcra? PerMinute(long? tokens) => tokens is { } all ? new Gcra(all / 60.0, all) : null;

    private static void Debit(ref Gcra? bucket, double nowSeconds, double units)
    {
        if (bucket is { } copy)
        {
            copy.Debit(nowSeconds, units);
            bucket = copy;
        }
    }
}
