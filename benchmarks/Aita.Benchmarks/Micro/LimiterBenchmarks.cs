using System.Threading.RateLimiting;
using Aita.Execution;
using BenchmarkDotNet.Attributes;

namespace Aita.Benchmarks.Micro;

/// <summary>One permit that can be had at once.</summary>
public class LimiterBenchmarks : IDisposable
{
    private readonly GcraRateLimiter _gcra = new(1e9, 1_000_000_000);
    private readonly RateGate _gate = new(1e9, 1_000_000_000, tokensPerMinute: long.MaxValue / 1024);
    private readonly TokenBucketRateLimiter _bucket = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 1_000_000_000,
        TokensPerPeriod = 1_000_000_000,
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(1),
        QueueLimit = 1,
    });

    /// <summary>The platform's token bucket.</summary>
    [Benchmark(Baseline = true)]
    public bool TokenBucketRateLimiter() => _bucket.AttemptAcquire().IsAcquired;

    /// <summary>The exact limiter.</summary>
    [Benchmark]
    public bool GcraRateLimiter() => _gcra.AttemptAcquire().IsAcquired;

    /// <summary>Requests and tokens in one decision, with the settling.</summary>
    [Benchmark]
    public async Task<TimeSpan> RateGate()
    {
        var permit = await _gate.WaitAsync(1000, CancellationToken.None);
        return _gate.Settle(permit, new RateFeedback(RateOutcome.Answered, 900));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gcra.Dispose();
        _gate.Dispose();
        _bucket.Dispose();
        GC.SuppressFinalize(this);
    }
}
