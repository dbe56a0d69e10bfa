using System.Threading.RateLimiting;

namespace Aita.Execution;

/// <summary>
/// Lets any <see cref="RateLimiter"/> of the platform decide how fast requests go: one permit per request. Pauses that the provider asks for, and
/// what is learnt from its refusals, hold on top of it, since such a limiter takes no feedback.
/// </summary>
internal sealed class RateLimiterGate(RateLimiter limiter, TimeProvider? timeProvider) : IRateGate, IDisposable
{
    private readonly RateLimiter _limiter = limiter ?? throw new ArgumentNullException(nameof(limiter));
    private readonly RateGate _feedback = new(requestsPerSecond: 0, timeProvider: timeProvider);

    public async ValueTask<RatePermit> WaitAsync(TokenUsage estimated, CancellationToken cancellationToken)
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
            if (!lease.IsAcquired)
            {
                throw new LlmException(FailureKind.Rejected,
                    "The rate limiter refused the request because its queue is full: raise its QueueLimit.");
            }
        }

        var permit = await _feedback.WaitAsync(estimated, cancellationToken).ConfigureAwait(false);
        return waited && permit.WaitReason == RateWaitReason.None ? permit with { WaitReason = RateWaitReason.RequestLimit } : permit;
    }

    public TimeSpan Settle(RatePermit permit, RateFeedback feedback) => _feedback.Settle(permit, feedback);

    public void Dispose() => _feedback.Dispose();
}
