namespace Aita.Execution;

/// <summary>
/// Finds the rate of a provider that only says "too fast". Unlimited until the first refusal; from then on <see cref="RateSearch"/> works the limit
/// out from what was granted between refusals, and <see cref="RateClimb"/> moves the rate while it is used. One burst of refusals is one signal,
/// weighed when the pause is over and all of them are known. Pure: the time is an argument. Not thread-safe.
/// </summary>
internal sealed class AdaptiveRate
{
    /// <summary>
    /// The rate moves only while at least this share of it is used. Otherwise it would rise without end in a quiet hour, and the next refusals would
    /// mean nothing.
    /// </summary>
    private const double UsedShare = 0.5;

    /// <summary>
    /// After a quiet time, what the provider's burst allows may be sent at once but for a reserve, and never more than a quarter of a second's worth;
    /// after a refusal as much of it as <see cref="RateClimb.Trust"/> allows.
    /// </summary>
    private const double BurstShare = 0.7;
    private const double BurstSeconds = 0.25;

    private readonly SlidingCount _lastSecond = new();
    private readonly SentCourse _course = new();
    private readonly RateSearch _search = new();
    private readonly RateClimb _climb = new();
    private long _lastPermitBeforeCut = -1;
    private TimeSpan _fastestRefusal = TimeSpan.MaxValue;
    private TimeSpan _lastDelay;
    private TimeSpan _firstRefused;
    private bool _isCut;
    private int _refused;
    private double _idle = double.PositiveInfinity;
    private TimeSpan _movedAt;

    /// <summary>Requests per second that seem allowed; infinite until the provider has refused one and the pause is over.</summary>
    public double Rate => _climb.Rate;

    /// <summary>Requests that may be sent at once after a quiet time.</summary>
    public double Burst => Math.Max(1, Math.Min(_search.Burst * BurstShare, Rate * BurstSeconds) * _climb.Trust);

    /// <summary>A request passes now.</summary>
    /// <param name="permit">Number of its permit.</param>
    /// <param name="now">The time.</param>
    public void Permitted(long permit, TimeSpan now)
    {
        if (_isCut && permit > _lastPermitBeforeCut)
        {
            _isCut = false;
            var last = _course.Last;
            var window = _course.End(_refused, _idle, _lastDelay, _firstRefused).Dated(_fastestRefusal.TotalSeconds);
            _idle = Math.Max(0, (now - last).TotalSeconds - window.Late);
            _search.Refused(window, _fastestRefusal.TotalSeconds, _idle, _climb);
        }

        if (_course.Sent == 0)
        {
            _movedAt = now;
        }

        _course.Add(now);
        _lastSecond.Add(now);
        Move(now);
    }

    /// <summary>A request was refused for its rate.</summary>
    /// <param name="permit">Number of its permit.</param>
    /// <param name="lastPermit">Number of the last permit given so far.</param>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="now">The time.</param>
    /// <returns>True when this is a new signal; false when it belongs to the burst that has already cut the rate.</returns>
    public bool Refused(long permit, long lastPermit, TimeSpan sentAt, TimeSpan now)
    {
        var delay = now - sentAt;
        _fastestRefusal = delay < _fastestRefusal ? delay : _fastestRefusal;
        _lastDelay = delay;
        if (permit <= _lastPermitBeforeCut)
        {
            _refused += _isCut ? 1 : 0;
            _firstRefused = sentAt < _firstRefused ? sentAt : _firstRefused;
            return false;
        }

        (_isCut, _refused, _firstRefused, _lastPermitBeforeCut) = (true, 1, sentAt, lastPermit);
        return true;
    }

    private void Move(TimeSpan now)
    {
        var counted = Math.Min(1, (now - _course.First).TotalSeconds);
        if (double.IsFinite(Rate) && _lastSecond.Count(now) >= Rate * UsedShare * counted)
        {
            _climb.Use(Math.Min(1, (now - _movedAt).TotalSeconds));
        }

        _movedAt = now;
    }
}
