namespace Aita.Execution;

/// <summary>
/// The first moments of <see cref="AdaptiveConcurrency"/>. A refusal comes at once and an answer takes its time: while nothing is heard, more can be
/// sent. What the first requests took, which nobody crowded, is remembered to tell later whether requests wait in a line. Pure. Not thread-safe.
/// </summary>
/// <param name="first">Requests in flight to begin with.</param>
/// <param name="maximum">Never more than this.</param>
internal sealed class Opening(int first, int maximum)
{
    /// <summary>
    /// A refusal of the first requests is heard within this time and the round trips, connections included; one of those that came since within the
    /// second.
    /// </summary>
    private static readonly TimeSpan FirstSilence = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan LaterSilence = TimeSpan.FromMilliseconds(40);

    /// <summary>A connection takes two or three, the request and its refusal one; as many again are for what stands between the provider's door and its limiter.</summary>
    private const int RoundTrips = 10;

    /// <summary>Half around the world.</summary>
    private static readonly TimeSpan AssumedRoundTrip = TimeSpan.FromMilliseconds(100);

    private const double Saturated = 0.8;
    private const int Growth = 8;

    private TimeSpan _fullSince = TimeSpan.MaxValue;
    private TimeSpan _firstGrowth = TimeSpan.MaxValue;
    private TimeSpan _latencies;
    private int _ended;

    /// <summary>How often to look whether something has been heard.</summary>
    public static TimeSpan LookEvery => LaterSilence / 5;

    /// <summary>Whether something has been heard, or there is nothing to grow to.</summary>
    public bool IsOver { get; private set; } = first >= maximum;

    /// <summary>The limit before the last growth.</summary>
    public int Before { get; private set; }

    /// <summary>Whether the limit has grown for silence.</summary>
    public bool HasGrown => _firstGrowth != TimeSpan.MaxValue;

    /// <summary>What a request takes without a crowd; null before most of the first ones have ended.</summary>
    public TimeSpan? UsualLatency => _ended >= first * 3 / 4 ? _latencies / _ended : null;

    /// <summary>Nothing has been heard up to now.</summary>
    /// <param name="limit">How many requests may be in flight.</param>
    /// <param name="sent">How many have been sent.</param>
    /// <param name="roundTrip">About one round trip to the provider; null when it is not known.</param>
    /// <param name="now">The time.</param>
    /// <returns>How many may be in flight from now on.</returns>
    public int Silent(int limit, int sent, TimeSpan? roundTrip, TimeSpan now)
    {
        if (IsOver || sent < limit * Saturated)
        {
            _fullSince = TimeSpan.MaxValue;
            return limit;
        }

        _fullSince = now < _fullSince ? now : _fullSince;
        if (now - _fullSince < (HasGrown ? LaterSilence : FirstSilence) + ((roundTrip ?? AssumedRoundTrip) * RoundTrips))
        {
            return limit;
        }

        (_firstGrowth, _fullSince, Before) = (now < _firstGrowth ? now : _firstGrowth, now, limit);
        var grown = Math.Min(limit * Growth, maximum);
        IsOver = grown == maximum;
        return grown;
    }

    /// <summary>The provider has said something, or was waited for in vain.</summary>
    public void End() => IsOver = true;

    /// <summary>A request has ended.</summary>
    public void Ended(TimeSpan latency, TimeSpan now)
    {
        End();
        if (_ended < first && now - latency < _firstGrowth)
        {
            _ended++;
            _latencies += latency;
        }
    }
}
