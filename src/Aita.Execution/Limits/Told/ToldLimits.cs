namespace Aita.Execution;

/// <summary>
/// The limits on requests, tokens, input and output tokens as the headers of answers tell them, less what the provider had not counted when it
/// told them. Of two answers that tell of a limit the one to the later request counts, in whatever order they arrive. Pure: the time is an argument. Not thread-safe.
/// </summary>
/// <remarks>
/// What a provider may not have counted when it wrote an answer's headers: requests and input that were let through after that request, or so
/// shortly before that they may have overtaken each other on the way; and the output of all requests that had not ended when it was sent.
/// </remarks>
internal sealed class ToldLimits
{
    /// <summary>A request has arrived at the provider after this time.</summary>
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(250);

    private readonly ToldLimit _requests = new();
    private readonly ToldLimit _tokens = new();
    private readonly ToldLimit _input = new();
    private readonly ToldLimit _output = new();
    private readonly Dictionary<long, Mark> _inFlight = [];
    private Amounts _admitted;
    private Amounts _arrived;
    private Amounts _arriving;
    private TimeSpan _arrivingSince;
    private TimeSpan _arrivedSince;
    private double _outputEnded;
    private Amounts _sent;
    private double _moreInput;
    private int _tooLarge;

    /// <summary>How long a request must wait, and for what.</summary>
    public Admission WaitFor(TokenUsage tokens, TimeSpan now)
    {
        Advance(now);
        var cost = Amounts.Of(tokens);
        var recent = Recent;
        var isAlone = _inFlight.Count == 0;
        var mayTry = _tooLarge == 0;
        var requests = _requests.WaitFor(cost.Requests, recent.Requests, isAlone, mayTry, now);
        var longest = Longest(
            _tokens.WaitFor(cost.Tokens, recent.Tokens, isAlone, mayTry, now),
            _input.WaitFor(cost.Input, recent.Input, isAlone, mayTry, now),
            _output.WaitFor(cost.Output, recent.Output, isAlone, mayTry, now));
        return requests >= longest ? Admission.Wait(requests, RateWaitReason.ToldRequestLimit) : Admission.Wait(longest, RateWaitReason.ToldTokenLimit);
    }

    /// <summary>Counts a request that passes now.</summary>
    public void Take(long permit, TokenUsage tokens, TimeSpan now)
    {
        Advance(now);
        var cost = Amounts.Of(tokens);
        var isTooLarge = !Hold(cost);
        if (isTooLarge)
        {
            _tooLarge++;
            cost = cost with { Input = 0, Output = 0 }; // the provider refuses it, and then counts nothing; what it takes all the same is charged when it is answered
        }

        _admitted += cost;
        _sent += cost;
        _inFlight[permit] = new Mark(isTooLarge, now, cost, _sent, _arrived, _arrivedSince, _outputEnded);
        _requests.Pass(cost.Requests, now);
        _tokens.Pass(cost.Tokens, now);
        _input.Pass(cost.Input, now);
        _output.Pass(cost.Output, now);
    }

    /// <summary>When a request that is in flight was sent.</summary>
    public TimeSpan? SentAt(long permit) => _inFlight.TryGetValue(permit, out var mark) ? mark.SentAt : null;

    /// <summary>A request ended: what it did not use is given back, and what its answer told is taken over, if it is the latest.</summary>
    public void Settle(long permit, RateFeedback feedback, TimeSpan now)
    {
        Advance(now);
        if (!_inFlight.Remove(permit, out var mark))
        {
            return;
        }

        _tooLarge -= mark.IsTooLarge ? 1 : 0;
        if (feedback.Outcome == RateOutcome.NotSent)
        {
            // Still counted among those on their way: that only makes the next moments careful.
            Charge(permit, default(Amounts) - mark.Cost);
            Unsend(permit, mark.Cost);
            _outputEnded += mark.Cost.Output;
            return;
        }

        if (feedback.Outcome != RateOutcome.Answered)
        {
            var refused = feedback.Outcome == RateOutcome.RateLimited ? 1 : 0;
            _requests.Refused(refused);
            Unsend(permit, mark.Cost with { Requests = refused });
            Forget(permit, mark.SentAt, mark.Cost with { Requests = 0 });
            mark = mark with { Cost = mark.Cost with { Input = 0, Output = 0 } };
        }

        var more = default(Amounts);
        if (feedback is { Outcome: RateOutcome.Answered, Used: { } used })
        {
            var difference = Amounts.Of(used) - mark.Cost;
            Charge(permit, difference);
            _moreInput += difference.Input;
            more = new Amounts(0, Math.Max(0, difference.Input), difference.Output); // output is known now, less than was reserved too
        }

        _admitted += more;
        // A refusal pauses the pool anyway, and who tells only in refusals (OpenRouter) would leave its state unknown from then on.
        if (feedback is { Outcome: RateOutcome.Answered, Limits: { } told })
        {
            var request = new ToldState(permit, mark.ArrivedSince) { SentAt = mark.SentAt, IsExact = told.ResetsAreExact };
            var uncounted = new Amounts(
                _admitted.Requests - mark.Arrived.Requests - 1,
                _admitted.Input - mark.Arrived.Input - mark.Cost.Input - more.Input,
                _admitted.Output - mark.OutputEnded);
            var later = uncounted with { Requests = _sent.Requests - mark.Sent.Requests, Input = _sent.Input - mark.Sent.Input };
            var byThen = new Amounts(mark.Sent.Requests, mark.Sent.Input + _moreInput, mark.OutputEnded);
            Tell(_requests, request with { Limit = told.RequestLimit, Uncounted = uncounted.Requests, Later = later.Requests, Used = byThen.Requests }, told.RequestsRemaining, told.RequestsReset, now);
            Tell(_tokens, request with { Limit = told.TokenLimit, Uncounted = uncounted.Tokens, Later = later.Tokens, Used = byThen.Tokens }, told.TokensRemaining, told.TokensReset, now);
            Tell(_input, request with { Limit = told.InputTokenLimit, Uncounted = uncounted.Input, Later = later.Input, Used = byThen.Input }, told.InputTokensRemaining, told.InputTokensReset, now);
            Tell(_output, request with { Limit = told.OutputTokenLimit, Uncounted = uncounted.Output, Later = later.Output, Used = byThen.Output }, told.OutputTokensRemaining, told.OutputTokensReset, now);
        }

        _outputEnded += mark.Cost.Output + more.Output;
    }

    private Amounts Recent => _admitted with { Output = _admitted.Output - _outputEnded } - _arrived with { Output = 0 };

    private static void Tell(ToldLimit limit, ToldState state, long? remaining, TimeSpan? reset, TimeSpan now)
    {
        if (remaining is { } left && reset is { } time && state.Permit > limit.ToldBy.Permit)
        {
            limit.Tell(state with { Remaining = left, Reset = time, Uncounted = Math.Max(0, state.Uncounted) }, now);
        }
    }

    private static TimeSpan Longest(TimeSpan first, TimeSpan second, TimeSpan third)
    {
        var longer = first > second ? first : second;
        return longer > third ? longer : third;
    }

    private bool Hold(Amounts cost) => _tokens.Holds(cost.Tokens) && _input.Holds(cost.Input) && _output.Holds(cost.Output);

    /// <summary>A request was refused or failed: either it used no tokens, or the provider has counted them long since.</summary>
    /// <param name="permit">The number of its permit.</param>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="cost">What was reserved for it.</param>
    private void Forget(long permit, TimeSpan sentAt, Amounts cost)
    {
        _tokens.Forget(permit, sentAt, cost.Input, cost.Output);
        _input.Forget(permit, sentAt, cost.Input, 0);
        _output.Forget(permit, sentAt, 0, cost.Output);
        _admitted -= cost;
        _arriving -= sentAt < _arrivingSince ? cost : default;
        _arrived -= sentAt < _arrivedSince ? cost : default;
        if (sentAt >= _arrivedSince)
        {
            return; // no request was sent since it had arrived: a refusal comes at once
        }

        foreach (var (other, mark) in _inFlight.Where(other => sentAt < other.Value.ArrivedSince).ToList())
        {
            _inFlight[other] = mark with { Arrived = mark.Arrived - cost };
        }
    }

    /// <summary>What the provider has not taken is not counted as sent, neither by those that came after.</summary>
    private void Unsend(long permit, Amounts cost)
    {
        _sent -= cost;
        foreach (var (later, mark) in _inFlight.Where(later => later.Key > permit).ToList())
        {
            _inFlight[later] = mark with { Sent = mark.Sent - cost };
        }
    }

    private void Charge(long permit, Amounts cost)
    {
        _requests.Charge(permit, cost.Requests, 0);
        _tokens.Charge(permit, cost.Input, cost.Output);
        _input.Charge(permit, cost.Input, 0);
        _output.Charge(permit, 0, cost.Output);
    }

    private void Advance(TimeSpan now)
    {
        var since = now - _arrivingSince;
        if (since >= OnTheWay)
        {
            (_arrived, _arrivedSince) = since >= OnTheWay * 2 ? (_admitted, now) : (_arriving, _arrivingSince);
            _arriving = _admitted;
            _arrivingSince = now;
        }
    }

    /// <summary>A request in flight: whether it is larger than a whole limit, when it was sent, its cost, what had been sent with it and before, what had arrived by then, sent by when, and the output of all that had ended by then.</summary>
    private readonly record struct Mark(bool IsTooLarge, TimeSpan SentAt, Amounts Cost, Amounts Sent, Amounts Arrived, TimeSpan ArrivedSince, double OutputEnded);
}
