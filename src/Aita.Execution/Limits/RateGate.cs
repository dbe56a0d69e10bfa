using System.Threading.RateLimiting;

namespace Aita.Execution;

/// <summary>
/// The gate that options describe: requests per second and tokens per minute in one decision, together with what the provider tells of its limits
/// in its answers; a pause for all when the provider asks for it, and a rate that is learnt from refusals. Waiters are served in order. Thread-safe.
/// </summary>
public sealed class RateGate : IRateGate, IDisposable
{
    private readonly AdmissionQueue<TokenUsage> _queue;
    private readonly ProviderLimits _limits;
    private readonly TokenLimits _perMinute;
    private long _lastPermit;

    /// <summary>Creates a gate.</summary>
    /// <param name="requestsPerSecond">Requests per second; 0 for no limit.</param>
    /// <param name="burst">Requests that may be sent at once after a quiet time, 1 or more; null for a tenth of a second's worth.</param>
    /// <param name="tokensPerMinute">Input and output tokens per minute, 1 or more; null for no limit.</param>
    /// <param name="inputTokensPerMinute">Input tokens per minute, 1 or more; null for no limit.</param>
    /// <param name="outputTokensPerMinute">Output tokens per minute, 1 or more; null for no limit.</param>
    /// <param name="timeProvider">The clock; default: the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative or not a number.</exception>
    public RateGate(
        double requestsPerSecond, int? burst = null, long? tokensPerMinute = null, long? inputTokensPerMinute = null, long? outputTokensPerMinute = null,
        TimeProvider? timeProvider = null)
    {
        if (!double.IsFinite(requestsPerSecond) || requestsPerSecond < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(requestsPerSecond), requestsPerSecond, "Use requests per second, or 0 for no limit.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(burst ?? 1, 1, nameof(burst));
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensPerMinute ?? 1, 1, nameof(tokensPerMinute));
        ArgumentOutOfRangeException.ThrowIfLessThan(inputTokensPerMinute ?? 1, 1, nameof(inputTokensPerMinute));
        ArgumentOutOfRangeException.ThrowIfLessThan(outputTokensPerMinute ?? 1, 1, nameof(outputTokensPerMinute));
        _perMinute = new TokenLimits(tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute);
        _limits = new ProviderLimits(requestsPerSecond, burst ?? DefaultBurst(requestsPerSecond), _perMinute);
        _queue = new AdmissionQueue<TokenUsage>(timeProvider ?? TimeProvider.System, _limits.Decide);
    }

    /// <summary>
    /// A gate over any <see cref="RateLimiter"/>: one permit per request, and on top of it the pauses that the provider asks for. The caller keeps
    /// ownership of the limiter.
    /// </summary>
    /// <param name="limiter">Any limiter.</param>
    /// <param name="timeProvider">The clock of the pauses; default: the system's.</param>
    public static IRateGate From(RateLimiter limiter, TimeProvider? timeProvider = null) => new RateLimiterGate(limiter, timeProvider);

    /// <summary>
    /// The burst used when none is given: a tenth of a second's worth, so that a server which counts over a second is never surprised, and at
    /// least 2 (from 2 requests per second up), so that a late timer loses nothing.
    /// </summary>
    internal static int DefaultBurst(double requestsPerSecond) =>
        Math.Max(requestsPerSecond >= 2 ? 2 : 1, (int)Math.Ceiling(requestsPerSecond / 10));

    /// <inheritdoc/>
    public ValueTask<RatePermit> WaitAsync(TokenUsage estimated, CancellationToken cancellationToken)
    {
        if (_perMinute.WhyNever(estimated) is { } reason)
        {
            throw new LlmException(FailureKind.Rejected, reason);
        }

        var entered = _queue.EnterAsync(estimated, cancellationToken);
        return entered.IsCompletedSuccessfully
            ? new(Permit(estimated, RateWaitReason.None))
            : WaitSlowlyAsync(entered, estimated);
    }

    /// <summary>Requests per second that the provider allows, as learnt from its refusals; 0 before the first one.</summary>
    internal double LearntRate => double.IsFinite(_limits.LearntRate) ? _limits.LearntRate : 0;

    /// <inheritdoc/>
    public TimeSpan Settle(RatePermit permit, RateFeedback feedback) =>
        _queue.Update((Limits: _limits, permit, feedback), static (change, now) => change.Limits.Settle(change.permit, change.feedback, now));

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private async ValueTask<RatePermit> WaitSlowlyAsync(ValueTask<RateWaitReason> entered, TokenUsage estimated) =>
        Permit(estimated, await entered.ConfigureAwait(false));

    private RatePermit Permit(TokenUsage tokens, RateWaitReason reason) => new(Interlocked.Increment(ref _lastPermit), tokens, reason);
}
