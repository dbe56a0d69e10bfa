using System.Threading.RateLimiting;

namespace Aita.Execution;

/// <summary>Lets any <see cref="RateLimiter"/> of the platform act as the gate: one permit per request.</summary>
internal sealed class RateLimiterGate(RateLimiter limiter) : IRateGate
{
    private readonly RateLimiter _limiter = limiter ?? throw new ArgumentNullException(nameof(limiter));
    private long _lastPermit;

    public async ValueTask<RatePermit> WaitAsync(long estimatedTokens, CancellationToken cancellationToken)
    {
        var waited = false;
        var lease = _limiter.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            lease.Dispose();
            waited = true;
            lease = await _limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        }

        using (lease)
        {
            return lease.IsAcquired
                ? new RatePermit(
                    Interlocked.Increment(ref _lastPermit), estimatedTokens, waited ? RateWaitReason.RequestLimit : RateWaitReason.None)
                : throw new LlmException(FailureKind.Rejected,
                    "The rate limiter refused the request because its queue is full: raise its QueueLimit.");
        }
    }

    // The platform's limiters take no feedback.
    public TimeSpan Settle(RatePermit permit, RateFeedback feedback) => TimeSpan.Zero;
}
