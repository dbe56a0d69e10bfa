namespace Aita.Execution;

/// <summary>
/// One limit as a provider tells it in the headers of its answers: so many left, all of them again after a time. Between two answers it counts
/// what was let through itself. Pure: the time is an argument. Not thread-safe.
/// </summary>
/// <remarks>
/// Two kinds of limits look alike in one answer and differ in two: what is left of a fixed window comes back all at once when it ends, so the time
/// until then gets shorter while less is left; a bucket fills evenly, so that time gets longer. Until answers tell, nothing comes back before the
/// end, as in a window, and then no more than had been used, as in a bucket: that never spends more than the provider said.
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

    /// <summary>Answers that must speak for a bucket, less those that speak against it.</summary>
    private const int Convinced = 2;
    private const int MostVotes = 4;

    /// <summary>A shorter reset, rounded to seconds, says nothing about the rate.</summary>
    private const double InformativeReset = 1;

    /// <summary>Windows that providers count over, in seconds: a minute, an hour, a day. Resets are rounded, so a rate that is a little higher is taken for theirs.</summary>
    private static readonly double[] UsualWindows = [60, 3600, 86_400];
    private const double RoundedOff = 0.75;

    private const double Rounding = 1e-6;

    private double _limit = double.PositiveInfinity;
    private double _left = double.PositiveInfinity;
    private double _rate;
    private double _back = double.PositiveInfinity;
    private TimeSpan _countedAt;
    private TimeSpan _fullAt = TimeSpan.MaxValue;
    private TimeSpan _longestReset;
    private (double Remaining, TimeSpan Reset, TimeSpan FullAt) _last = (double.PositiveInfinity, TimeSpan.Zero, TimeSpan.Zero);
    private int _votes;

    /// <summary>Whether a request has passed since all was said to be there again: its answer may tell more.</summary>
    private bool _hasAsked;

    /// <summary>Whether it fills evenly, as far as answers have shown.</summary>
    public bool IsBucket => _votes >= Convinced && _rate > 0;

    /// <summary>The request whose answer told the state last: the number of its permit, and when all had been sent that had arrived before it.</summary>
    public (long Permit, TimeSpan ArrivedSince) ToldBy { get; private set; }

    /// <summary>Units that may be sent now; infinite while nothing was told.</summary>
    /// <param name="recent">Units let through so recently that the provider may count them in the window that starts now.</param>
    /// <param name="now">The time.</param>
    public double Left(double recent, TimeSpan now)
    {
        if (double.IsInfinity(_left))
        {
            return _left;
        }

        if (IsBucket)
        {
            var full = Math.Max(_left, _limit - recent);
            _left = Math.Min(full, _left + (_rate * (now - _countedAt).TotalSeconds));
        }
        else if (now >= _fullAt)
        {
            var isWindow = _votes <= -Convinced;
            _left = isWindow ? _limit - recent : Math.Min(_limit - recent, _left + _back);
            _back = double.PositiveInfinity;
            _fullAt = now + (isWindow || _longestReset > Unheard ? _longestReset : Unheard);
        }

        _countedAt = now;
        return _left;
    }

    /// <summary>How long a request of <paramref name="cost"/> units must wait; zero when it may pass now.</summary>
    /// <param name="cost">Its units.</param>
    /// <param name="recent">As for <see cref="Left"/>.</param>
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
        var missing = Math.Min(cost, _limit) - Left(recent, now);
        if (cost <= 0 || missing <= Rounding || (mayTry && !Holds(cost)))
        {
            return TimeSpan.Zero;
        }

        var wait = IsBucket ? TimeSpan.FromSeconds(Math.Min(missing / _rate, 86_400)) : _fullAt - now;
        if (isAlone)
        {
            wait = _hasAsked ? wait : Min(wait, _last.FullAt - now);
            wait = wait > LongestWait ? TimeSpan.Zero : wait;
        }

        return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < ShortestWait ? ShortestWait : wait;
    }

    /// <summary>Whether the whole limit is as large, as far as it was told.</summary>
    public bool Holds(double cost) => cost <= _limit;

    /// <summary>Counts units of a request that passes now.</summary>
    public void Pass(double units, TimeSpan now)
    {
        _hasAsked |= now >= _last.FullAt;
        Charge(units);
    }

    /// <summary>Counts units that a request has used beyond those it passed with (positive), or did not use (negative).</summary>
    public void Charge(double units) => _left -= units;

    /// <summary>An answer told the state of the limit.</summary>
    /// <param name="request">What it answers, see <see cref="ToldBy"/>.</param>
    /// <param name="limit">Units of a whole window; null when it was not told.</param>
    /// <param name="remaining">Units left.</param>
    /// <param name="reset">Time until all are there again.</param>
    /// <param name="uncounted">Units let through that the provider may not have counted in <paramref name="remaining"/>.</param>
    /// <param name="now">The time.</param>
    public void Tell((long Permit, TimeSpan ArrivedSince) request, long? limit, long remaining, TimeSpan reset, double uncounted, TimeSpan now)
    {
        ToldBy = request;
        _hasAsked = false;
        _limit = limit ?? _limit;
        if (now < _last.FullAt && remaining < _last.Remaining)
        {
            _votes = Math.Clamp(_votes + reset.CompareTo(_last.Reset), -MostVotes, MostVotes);
        }

        var used = _limit - remaining;
        if (double.IsFinite(used) && used >= 2 && reset.TotalSeconds >= InformativeReset)
        {
            _rate = _limit / WindowOf(_limit * reset.TotalSeconds / used, _limit * reset.TotalSeconds / (used - 1));
        }

        _last = (remaining, reset, now + reset);
        _longestReset = reset > _longestReset ? reset : _longestReset;
        _fullAt = now + reset;
        _countedAt = now;
        _left = remaining - uncounted;
        _back = _limit - remaining;
    }

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;

    // What is left is told rounded down, so up to one unit less is used: the window is between these two.
    private static double WindowOf(double shortest, double longest) =>
        Array.Find(UsualWindows, window => shortest >= window * RoundedOff && shortest <= window) is > 0 and var usual ? usual : longest;
}
