namespace Aita.Execution;

/// <summary>
/// What is known of a provider's limits: those that were set, those that its answers tell, the rate learnt from refusals, and the pause in force. Decides on one request
/// at a time. Pure: the time is an argument. Not thread-safe; <see cref="RateGate"/> calls it under its queue's lock.
/// </summary>
internal sealed class ProviderLimits
{
    /// <summary>Failures in a row that each ask to wait: a single one may be the fault of one machine behind the provider's door.</summary>
    private const int AsksThatPause = 3;

    /// <summary>Without a <c>Retry-After</c> the pause starts at half a second and doubles with each refusal in a row, up to this many seconds.</summary>
    private const double MaxGuessedPause = 60;

    /// <summary>No pause is longer, whatever it was asked for.</summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromDays(1);

    private readonly ToldLimits _told = new();
    private Gcra? _requests;
    private readonly TokenLimit? _tokens;
    private readonly TokenLimit? _input;
    private readonly TokenLimit? _output;
    private Gcra? _learnt;
    private readonly AdaptiveRate _adaptive = new();
    private TimeSpan _pausedUntil;
    private int _signalsInARow;
    private int _asksInARow;

    public ProviderLimits(double requestsPerSecond, int burst, TokenLimits perMinute)
    {
        _requests = requestsPerSecond > 0 ? new Gcra(requestsPerSecond, burst) : null;
        _tokens = TokenLimit.Of(perMinute.Total);
        _input = TokenLimit.Of(perMinute.Input);
        _output = TokenLimit.Of(perMinute.Output);
    }

    /// <summary>Number of the last permit that was given, from 1.</summary>
    public long LastPermit { get; private set; }

    /// <summary>The rate learnt from refusals, in requests per second; infinite before the first one.</summary>
    public double LearntRate => _adaptive.Rate;

    /// <summary>Admits and counts a request, or says how long it must wait and for what.</summary>
    public Admission Decide(TokenUsage tokens, TimeSpan now)
    {
        if (now < _pausedUntil)
        {
            return Admission.Wait(_pausedUntil - now, RateWaitReason.Pause);
        }

        var longest = Admission.Now;
        Consider(_requests?.WaitFor(1, now), RateWaitReason.RequestLimit);
        Consider(_learnt?.WaitFor(1, now), RateWaitReason.Pause);
        Consider(_tokens?.WaitFor(tokens.Total, now), RateWaitReason.TokenLimit);
        Consider(_input?.WaitFor(tokens.Input, now), RateWaitReason.TokenLimit);
        Consider(_output?.WaitFor(tokens.Output, now), RateWaitReason.TokenLimit);
        var told = _told.WaitFor(tokens, now);
        Consider(told.Delay, told.Reason);
        if (longest.IsAdmitted)
        {
            Take(ref _requests, 1, now);
            _tokens?.Take(tokens.Total, now);
            _input?.Take(tokens.Input, now);
            _output?.Take(tokens.Output, now);
            _told.Take(++LastPermit, tokens, now);
            _adaptive.Permitted(LastPermit, now);
            FollowAdaptiveRate(now);
            Take(ref _learnt, 1, now);
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

    /// <summary>Corrects what a permit took by how its request ended.</summary>
    /// <returns>How long the pool pauses from now on because of this answer; zero when it does not, or pauses already.</returns>
    public TimeSpan Settle(RatePermit permit, RateFeedback feedback, TimeSpan now)
    {
        var used = feedback.Outcome == RateOutcome.Answered ? feedback.Used ?? permit.Estimated : default;
        var sentAt = _told.SentAt(permit.Number) ?? now;
        _tokens?.Correct(used.Total - permit.Estimated.Total, sentAt, now);
        _input?.Correct(used.Input - permit.Estimated.Input, sentAt, now);
        _output?.Correct(used.Output - permit.Estimated.Output, sentAt, now);
        _told.Settle(permit.Number, feedback, now);
        var asked = feedback.RetryAfter < MaxPause ? feedback.RetryAfter : feedback.RetryAfter is null ? null : MaxPause;
        var pause = TimeSpan.Zero;
        switch (feedback.Outcome)
        {
            case RateOutcome.NotSent:
                GiveBack(ref _requests);
                GiveBack(ref _learnt);
                break;
            case RateOutcome.Answered:
                (_signalsInARow, _asksInARow) = (0, 0);
                break;
            case RateOutcome.Failed when asked is { } wait && ++_asksInARow >= AsksThatPause:
                pause = wait;
                break;
            case RateOutcome.RateLimited:
                var isNews = _adaptive.Refused(permit.Number, LastPermit, sentAt, now);
                pause = asked ?? (isNews ? GuessedPause() : TimeSpan.Zero); // the first refusal of a burst has set the pause
                _signalsInARow += isNews ? 1 : 0;
                break;
        }

        FollowAdaptiveRate(now);
        return Pause(pause, now);
    }

    private TimeSpan GuessedPause() => TimeSpan.FromSeconds(Math.Min(MaxGuessedPause, Math.Pow(2, Math.Min(_signalsInARow, 16)) / 2));

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

        var burst = _adaptive.Burst;
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

    private static void GiveBack(ref Gcra? bucket)
    {
        if (bucket is { } gcra)
        {
            gcra.Refund(1);
            bucket = gcra;
        }
    }
}
