namespace Aita.Execution;

/// <summary>
/// One limit as a provider tells it in the headers of its answers: so many left, all of them again after a time. Between two answers it counts
/// what was let through itself. Pure: the time is an argument. Not thread-safe.
/// </summary>
/// <remarks>
/// Two kinds of limits look alike in one answer and differ in two: what is left of a fixed window comes back all at once when it ends, and a bucket fills evenly
/// (<see cref="ToldRefill"/>). Until answers tell, nothing comes back before the end, as in a window, and then no more than had been used, as in a bucket: that
/// never spends more than the provider said. A bucket whose rate is known is counted twice, and the lower count holds. What is told, less what was sent after the
/// request and with what came back since, is right if requests arrive in order, whoever else draws from the bucket. One's own count, which no answer raises beyond what is
/// certain, is right in whatever order they arrive, if nobody else does.
/// </remarks>
internal sealed class ToldLimit
{
    /// <summary>What is told as further away than this is not waited for: one request at a time asks the provider, whose refusal says until when.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(120);

    /// <summary>The shortest wait, against spinning on rounding.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Without another answer, a limit of unknown kind is full again only after this. The reset of a bucket that had just been touched is short, and
    /// the answers that would tell of what was taken since may all be slow, or belong to requests that were sent a moment before the touch.
    /// </summary>
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(60);

    /// <summary>What is sent in so many seconds may arrive at once.</summary>
    private const double Bunched = 0.5;

    private const double Rounding = 1e-6;

    private readonly ToldRefill _refill = new();
    private double _limit = double.PositiveInfinity;

    /// <summary>What is left after what was told, and by the own count.</summary>
    private double _left = double.PositiveInfinity;
    private double _own = double.PositiveInfinity;

    private double _back = double.PositiveInfinity;
    private TimeSpan _countedAt;
    private TimeSpan _fullAt = TimeSpan.MaxValue;
    private TimeSpan _toldFullAt;
    private TimeSpan _longestReset;

    /// <summary>Whether a request has passed since all was said to be there again: its answer may tell more.</summary>
    private bool _hasAsked;

    /// <summary>The request whose answer told the state last: the number of its permit, and when all had been sent that had arrived before it.</summary>
    public (long Permit, TimeSpan ArrivedSince) ToldBy { get; private set; }

    /// <summary>Of a bucket no more is sent at once, so that what arrives bunched finds room.</summary>
    private double MostAtOnce => _refill.IsBucket ? Math.Max(_limit / 2, _limit - Math.Floor(_refill.Rate * Bunched)) : _limit;

    /// <summary>The more others draw from a bucket, the less one's own count says, and the more the order matters in which requests arrive.</summary>
    private double Doubt => Math.Min(_limit / 2, (_refill.Rate - _refill.RateForUs) * Bunched);

    /// <summary>How long a request of <paramref name="cost"/> units must wait; zero when it may pass now.</summary>
    /// <param name="cost">Its units.</param>
    /// <param name="recent">Units let through so recently that the provider may count them in the window that starts now.</param>
    /// <param name="isAlone">
    /// No other request is in flight. Then no answer can tell more, and what may not have been counted, or was refused, is not waited for beyond the told reset:
    /// one request asks then.
    /// </param>
    /// <param name="mayTry">
    /// Whether more than the whole limit may pass at once: to wait would not help, and the provider decides on it. One at a time; the others wait until all is left.
    /// </param>
    /// <param name="now">The time.</param>
    public TimeSpan WaitFor(double cost, double recent, bool isAlone, bool mayTry, TimeSpan now)
    {
        Count(recent, now);
        var (missing, missingOwn) = (Math.Min(cost, _limit) - _left, Math.Min(cost, MostAtOnce) - _own);
        if (cost <= 0 || Math.Max(missing, missingOwn) <= Rounding || (mayTry && !Holds(cost)))
        {
            return TimeSpan.Zero;
        }

        var wait = _refill.IsBucket ? TimeSpan.FromSeconds(Math.Min(Math.Max(missing / _refill.RateForUs, missingOwn / _refill.Rate), 86_400)) : _fullAt - now;
        if (isAlone)
        {
            wait = _hasAsked ? wait : Min(wait, _toldFullAt - now);
            wait = wait > LongestWait ? TimeSpan.Zero : wait;
        }

        return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < ShortestWait ? ShortestWait : wait;
    }

    /// <summary>Whether the whole limit is as large, as far as it was told.</summary>
    public bool Holds(double cost) => cost <= _limit;

    /// <summary>Counts units of a request that passes now.</summary>
    public void Pass(double units, TimeSpan now)
    {
        _hasAsked |= now >= _toldFullAt;
        Take(units, units);
    }

    /// <summary>Counts units that a request has used beyond those it passed with (positive), or did not use (negative).</summary>
    /// <param name="permit">The number of its permit.</param>
    /// <param name="input">Units that the provider counts when the request arrives: what a later request was told is without them already.</param>
    /// <param name="output">Units that it may count only with the answer.</param>
    public void Charge(long permit, double input, double output) =>
        Take(output + (_refill.IsBucket && permit < ToldBy.Permit ? 0 : input), input + output);

    /// <summary>Units that passed and were refused: a bucket still has them. What was told last may be without them already.</summary>
    public void Refused(double units) => Take(0, -units);

    /// <summary>A request was refused or failed: either it used no tokens, or the provider has counted them long since.</summary>
    /// <param name="permit">The number of its permit.</param>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="input">What it passed with, which what was told last to be left may be without already.</param>
    /// <param name="output">The same, of the answer that never came.</param>
    public void Forget(long permit, TimeSpan sentAt, double input, double output)
    {
        var isTold = _refill.IsBucket ? permit < ToldBy.Permit : sentAt < ToldBy.ArrivedSince;
        Take(-output - (isTold ? 0 : input), -output - input);
    }

    /// <summary>An answer told the state of the limit.</summary>
    public void Tell(ToldState state, TimeSpan now)
    {
        CountBucket(now);
        ToldBy = (state.Permit, state.ArrivedSince);
        _limit = state.Limit ?? _limit;
        _refill.Learn(state, _limit, now);
        _hasAsked = false;
        _fullAt = _toldFullAt = now + state.Reset;
        _longestReset = state.Reset > _longestReset ? state.Reset : _longestReset;
        _back = _limit - state.Remaining;
        var certain = state.Remaining - state.Uncounted;
        _own = Math.Min(MostAtOnce, double.IsInfinity(_own) ? certain : Math.Max(_own, certain));
        _left = _refill.IsBucket ? LeftOfBucket(state, now) - Doubt : certain;
    }

    private double LeftOfBucket(ToldState state, TimeSpan now)
    {
        var left = state.Remaining - state.Later + (_refill.RateForUs * (now - state.SentAt).TotalSeconds);
        return left <= _limit ? left : Math.Min(_limit, Math.Max(_left + Doubt, state.Remaining - state.Uncounted)); // it has been full since, nobody knows how long ago
    }

    /// <summary>What is given back does not make more of a limit than it holds.</summary>
    private void Take(double units, double unitsOfOwn) =>
        (_left, _own) = (Math.Min(_left - units, Math.Max(_left, _limit)), Math.Min(_own - unitsOfOwn, Math.Max(_own, _limit)));

    private void Count(double recent, TimeSpan now)
    {
        if (_refill.IsBucket)
        {
            CountBucket(now);
        }
        else if (now >= _fullAt)
        {
            _left = _refill.IsWindow ? _limit - recent : Math.Min(_limit - recent, _left + _back);
            _own = Math.Max(_own, _left);
            _back = double.PositiveInfinity;
            _fullAt = now + (_refill.IsWindow || _longestReset > Unheard ? _longestReset : Unheard);
        }
    }

    private void CountBucket(TimeSpan now)
    {
        if (_refill.IsBucket)
        {
            var passed = (now - _countedAt).TotalSeconds;
            _left = Math.Min(_limit, _left + (_refill.RateForUs * passed));
            _own = Math.Min(MostAtOnce, _own + (_refill.Rate * passed));
        }

        _countedAt = now;
    }

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;
}
