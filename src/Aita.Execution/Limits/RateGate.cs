using System.Threading.RateLimiting;

namespace Aita.Execution;

/// <summary>
/// The gate that options describe: requests per second and tokens per minute in one decision, a pause for all when the provider asks for it,
/// and a rate that is learnt from refusals. Waiters are served in order. Thread-safe.
/// </summary>
public sealed class RateGate : IRateGate, IDisposable
{
    /// <summary>A token limit per minute may be spent in bursts of this many seconds' worth.</summary>
    private const double TokenBurstSeconds = 6;

    /// <summary>After a pause requests are let through at the learnt rate, in bursts of this many seconds' worth.</summary>
    private const double LearntBurstSeconds = 0.1;

    /// <summary>Without a <c>Retry-After</c> the pause starts at half a second and doubles with each refusal in a row, up to this many seconds.</summary>
    private const double MaxGuessedPause = 60;

    private readonly AdmissionQueue _queue;
    private readonly long? _tokensPerMinute;
    private Gcra? _requests;
    private Gcra? _tokens;
    private Gcra? _learnt;
    private AdaptiveRate _adaptive = new();
    private TimeSpan _pausedUntil;
    private int _signalsInARow;
    private long _lastPermit;

    /// <summary>Creates a gate.</summary>
    /// <param name="requestsPerSecond">Requests per second; 0 for no limit.</param>
    /// <param name="burst">Requests that may be sent at once after a quiet time; null for a tenth of a second's worth.</param>
    /// <param name="tokensPerMinute">Input and output tokens per minute; null for no limit.</param>
    /// <param name="timeProvider">The clock; default: the system's.</param>
    public RateGate(double requestsPerSecond, int? burst = null, long? tokensPerMinute = null, TimeProvider? timeProvider = null)
    {
        _requests = requestsPerSecond > 0 ? new Gcra(requestsPerSecond, burst ?? DefaultBurst(requestsPerSecond)) : null;
        _tokens = tokensPerMinute is { } tokens ? new Gcra(tokens / 60.0, tokens / 60.0 * TokenBurstSeconds) : null;
        _tokensPerMinute = tokensPerMinute;
        _queue = new AdmissionQueue(timeProvider ?? TimeProvider.System, Decide);
    }

    /// <summary>A gate over any <see cref="RateLimiter"/>: one permit per request. The caller keeps ownership of the limiter.</summary>
    public static IRateGate From(RateLimiter limiter) => new RateLimiterGate(limiter);

    /// <summary>
    /// The burst used when none is given: a tenth of a second's worth, so that a server which counts over a second is never surprised, and at
    /// least 2 (from 2 requests per second up), so that a late timer loses nothing.
    /// </summary>
    internal static int DefaultBurst(double requestsPerSecond) =>
        Math.Max(requestsPerSecond >= 2 ? 2 : 1, (int)Math.Ceiling(requestsPerSecond / 10));

    /// <inheritdoc/>
    public ValueTask<RatePermit> WaitAsync(long estimatedTokens, CancellationToken cancellationToken)
    {
        if (estimatedTokens > _tokensPerMinute)
        {
            throw new LlmException(FailureKind.Rejected,
                $"The request needs about {estimatedTokens} tokens, more than the limit of {_tokensPerMinute} tokens per minute allows: " +
                "make it smaller, lower the maximum of output tokens, or raise the limit.");
        }

        var entered = _queue.EnterAsync(estimatedTokens, cancellationToken);
        return entered.IsCompletedSuccessfully
            ? new(Permit(estimatedTokens, RateWaitReason.None))
            : WaitSlowlyAsync(entered, estimatedTokens);
    }

    /// <inheritdoc/>
    public TimeSpan Settle(RatePermit permit, RateFeedback feedback) =>
        _queue.Update((Gate: this, permit, feedback), static (change, now) => change.Gate.Settle(change.permit, change.feedback, now));

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private async ValueTask<RatePermit> WaitSlowlyAsync(ValueTask<RateWaitReason> entered, long estimatedTokens) =>
        Permit(estimatedTokens, await entered.ConfigureAwait(false));

    private RatePermit Permit(long tokens, RateWaitReason reason) => new(Interlocked.Increment(ref _lastPermit), tokens, reason);

    private Admission Decide(long tokens, TimeSpan now)
    {
        if (now < _pausedUntil)
        {
            return Admission.Wait(_pausedUntil - now, RateWaitReason.Pause);
        }

        var longest = Admission.Now;
        Consider(_requests?.WaitFor(1, now), RateWaitReason.RequestLimit);
        Consider(_learnt?.WaitFor(1, now), RateWaitReason.Pause);
        Consider(_tokens?.WaitFor(tokens, now), RateWaitReason.TokenLimit);
        if (longest.IsAdmitted)
        {
            Take(ref _requests, 1, now);
            Take(ref _learnt, 1, now);
            Take(ref _tokens, tokens, now);
        }

        return longest;

        void Consider(TimeSpan? wait, RateWaitReason reason)
        {
            if (wait > longest.Delay)
            {
                longest = Admission.Wait(wait.Value, reason);
            }
        }
    }

    private TimeSpan Settle(RatePermit permit, RateFeedback feedback, TimeSpan now)
    {
        var used = feedback.Outcome == RateOutcome.Answered ? feedback.ActualTokens ?? permit.EstimatedTokens : 0;
        Refund(ref _tokens, permit.EstimatedTokens - used);
        var pause = feedback.RetryAfter ?? TimeSpan.Zero;
        switch (feedback.Outcome)
        {
            case RateOutcome.NotSent:
                Refund(ref _requests, 1);
                Refund(ref _learnt, 1);
                break;
            case RateOutcome.Answered:
                _adaptive.Answered(now);
                _signalsInARow = 0;
                break;
            case RateOutcome.RateLimited:
                pause = feedback.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(MaxGuessedPause, Math.Pow(2, Math.Min(_signalsInARow, 16)) / 2));
                if (_adaptive.Refused(permit.Number, Interlocked.Read(ref _lastPermit), pause, now))
                {
                    _signalsInARow++;
                }
                else if (feedback.RetryAfter is null)
                {
                    pause = TimeSpan.Zero; // the same burst: its first refusal has set the pause
                }

                break;
        }

        FollowAdaptiveRate(now);
        return Pause(pause, now);
    }

    private TimeSpan Pause(TimeSpan pause, TimeSpan now)
    {
        if (pause <= TimeSpan.Zero || now + pause <= _pausedUntil)
        {
            return TimeSpan.Zero;
        }

        var alreadyPaused = now < _pausedUntil;
        _pausedUntil = now + pause;
        return alreadyPaused ? TimeSpan.Zero : pause;
    }

    private void FollowAdaptiveRate(TimeSpan now)
    {
        var rate = _adaptive.Rate;
        if (double.IsInfinity(rate))
        {
            return;
        }

        var burst = Math.Max(1, rate * LearntBurstSeconds);
        if (_learnt is { } learnt)
        {
            learnt.Change(rate, burst, now);
            _learnt = learnt;
        }
        else
        {
            _learnt = new Gcra(rate, burst);
        }
    }

    private static void Take(ref Gcra? bucket, double cost, TimeSpan now)
    {
        if (bucket is { } gcra)
        {
            gcra.Take(cost, now);
            bucket = gcra;
        }
    }

    private static void Refund(ref Gcra? bucket, double cost)
    {
        if (cost != 0 && bucket is { } gcra)
        {
            gcra.Refund(cost);
            bucket = gcra;
        }
    }
}
