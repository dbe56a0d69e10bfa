namespace Aita.Execution;

/// <summary>
/// The first moments of <see cref="AdaptiveConcurrency"/>. A refusal comes at once and an answer takes its time: while nothing is heard, more can be
/// sent. What the first requests took, which nobody crowded, is remembered to tell later whether requests wait in a line. Pure. Not thread-safe.
/// </summary>
/// <param name="first">Requests in flight to begin with.</param>
/// <param name="maximum">Never more than this.</param>
internal sealed class Opening(int first, int maximum)
{
    /// <summary>A refusal of the first requests, or of those added since, would have been heard within this time.</summary>
    private static readonly TimeSpan FirstSilence = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LaterSilence = TimeSpan.FromMilliseconds(50);

    private const double Saturated = 0.8;
    private const int Growth = 4;

    private TimeSpan _fullSince = TimeSpan.MaxValue;
    private TimeSpan _firstGrowth = TimeSpan.MaxValue;
    private TimeSpan _latencies;
    private int _answers;

    /// <summary>How often to look whether something has been heard.</summary>
    public static TimeSpan LookEvery => LaterSilence / 2;

    /// <summary>Whether something has been heard, or there is nothing to grow to.</summary>
    public bool IsOver { get; private set; } = first >= maximum;

    /// <summary>What an answer takes without a crowd; null before most of the first requests have theirs.</summary>
    public TimeSpan? UsualLatency => _answers >= Math.Min(first, maximum) * 3 / 4 ? _latencies / _answers : null;

    /// <summary>Nothing has been heard up to now.</summary>
    /// <returns>How many requests may be in flight from now on.</returns>
    public int Silent(int limit, int inFlight, TimeSpan now)
    {
        if (IsOver || inFlight < limit * Saturated)
        {
            _fullSince = TimeSpan.MaxValue;
            return limit;
        }

        _fullSince = now < _fullSince ? now : _fullSince;
        if (now - _fullSince < (_firstGrowth == TimeSpan.MaxValue ? FirstSilence : LaterSilence))
        {
            return limit;
        }

        (_firstGrowth, _fullSince) = (now < _firstGrowth ? now : _firstGrowth, now);
        var grown = Math.Min(limit * Growth, maximum);
        IsOver = grown == maximum;
        return grown;
    }

    /// <summary>The provider has said something, be it that a request failed.</summary>
    public void End() => IsOver = true;

    /// <summary>A request was answered.</summary>
    public void Answered(TimeSpan latency, TimeSpan now)
    {
        End();
        if (_answers < first && now - latency < _firstGrowth)
        {
            _answers++;
            _latencies += latency;
        }
    }
}
