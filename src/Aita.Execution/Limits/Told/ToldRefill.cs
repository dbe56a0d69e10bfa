namespace Aita.Execution;

/// <summary>How a limit comes back, as far as answers have shown: evenly, as a bucket fills; all at once, at the end of a window; or nobody knows yet. Pure. Not thread-safe.</summary>
/// <remarks>
/// In an answer that tells of less than the one before it, a reset that came closer speaks for a window, one that moved away for a bucket. Where all was there
/// again in between, a bucket shows the same ratio of what is used and the time until it is back, and a window hardly ever. A reset that is a duration counts from about the
/// time at which the request was sent, one that is a moment does not: the time that the answer took is the difference, and is taken for a rounding of the latter.
/// </remarks>
internal sealed class ToldRefill
{
    /// <summary>Answers that must speak for a kind, less those that speak against it.</summary>
    private const int Convinced = 2;
    private const int MostVotes = 4;

    /// <summary>Two answers are compared by their ratio when each has used so many units, and one clearly more than the other.</summary>
    private const double ClearUse = 8;
    private const double ClearDifference = 1.2;

    /// <summary>By how much a reset may be rounded, up or down.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ExactRounding = TimeSpan.FromMilliseconds(1);

    /// <summary>Windows that providers count over, in seconds: a second, a minute, an hour, a day. What may be one, and can hardly be longer, is taken for one.</summary>
    private static readonly double[] UsualWindows = [1, 60, 3600, 86_400];
    private const double Near = 1.05;

    /// <summary>
    /// What comes back for this client is measured over at least so many seconds, in which at least so many units come back, and such a share of the limit: what is
    /// left is told in whole units, and requests overtake each other.
    /// </summary>
    private const double MeasuredSeconds = 1;
    private const double MeasuredUnits = 10;
    private const double MeasuredPart = 0.1;
    private const double Weight = 0.5;
    private const double LeastShare = 0.05;
    private const double MostShare = 2;

    private (TimeSpan SentAt, long Remaining, double Used)? _measured;
    private (long Remaining, TimeSpan Reset, TimeSpan Latency, TimeSpan FullAt) _compared = (long.MaxValue, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
    private (double Used, double Shortest, double Longest) _last;
    private (double Shortest, double Longest) _window = (0, double.PositiveInfinity);
    private double _limit = double.PositiveInfinity;
    private double _share = 1;
    private TimeSpan _fullAt;
    private int _votes;

    /// <summary>Units that come back each second, if it is a bucket; 0 before that is known.</summary>
    public double Rate { get; private set; }

    /// <summary>What of this is for this client: less where others draw from the same bucket.</summary>
    public double RateForUs => Rate * Math.Clamp(_share, LeastShare, 1);

    /// <summary>Whether it fills evenly.</summary>
    public bool IsBucket => _votes >= Convinced && Rate > 0;

    /// <summary>Whether all comes back at the end.</summary>
    public bool IsWindow => _votes <= -Convinced;

    /// <summary>Learns from an answer.</summary>
    /// <param name="state">What it tells.</param>
    /// <param name="limit">Units of the whole limit; infinite when it was never told.</param>
    /// <param name="now">The time.</param>
    public void Learn(ToldState state, double limit, TimeSpan now)
    {
        var latency = now - state.SentAt;
        CompareResets(state, latency);
        if (limit != _limit)
        {
            (_limit, _window, _measured, Rate) = (limit, (0, double.PositiveInfinity), null, 0);
        }

        var used = limit - state.Remaining;
        if (double.IsFinite(used) && used >= 2)
        {
            LearnWindow(state, used, latency);
            Measure(state);
        }

        _fullAt = state.SentAt + state.Reset;
    }

    /// <summary>Less is left than when an earlier answer was told: is all of it there again sooner, or later? A difference that is rounded off says nothing yet.</summary>
    private void CompareResets(ToldState state, TimeSpan latency)
    {
        if (state.SentAt < _compared.FullAt && state.Remaining < _compared.Remaining)
        {
            var later = state.Reset - _compared.Reset;
            if (!state.IsExact && later.Duration() < Rounding + (latency - _compared.Latency).Duration())
            {
                return;
            }

            Vote(later.CompareTo(TimeSpan.Zero));
        }

        _compared = (state.Remaining, state.Reset, latency, state.SentAt + state.Reset);
    }

    /// <summary>In how many seconds the whole limit comes back: what is left is told rounded down, and the reset rounded, so that it is between two values.</summary>
    private void LearnWindow(ToldState state, double used, TimeSpan latency)
    {
        var (below, above) = state.IsExact ? (ExactRounding, ExactRounding) : (Rounding, Rounding + latency);
        var shortest = _limit * Math.Max(0, (state.Reset - below).TotalSeconds) / used;
        var longest = _limit * (state.Reset + above).TotalSeconds / (used - 1);
        if (state.IsExact && state.SentAt >= _fullAt && Math.Min(used, _last.Used) is >= ClearUse and var less && Math.Max(used, _last.Used) > less * ClearDifference)
        {
            Vote(shortest <= _last.Longest && longest >= _last.Shortest ? 1 : -1);
        }

        _last = (used, shortest, longest);
        if (longest - shortest <= _window.Longest - _window.Shortest || shortest > _window.Longest || longest < _window.Shortest)
        {
            _window = (shortest, longest);
            Rate = _limit / (Array.Find(UsualWindows, window => window >= shortest && window <= longest && longest <= window * Near) is > 0 and var usual ? usual : longest);
        }
    }

    private void Measure(ToldState state)
    {
        if (_measured is not { } before)
        {
            _measured = (state.SentAt, state.Remaining, state.Used);
            return;
        }

        var seconds = (state.SentAt - before.SentAt).TotalSeconds;
        if (seconds >= Math.Max(MeasuredSeconds, Math.Max(MeasuredUnits, _limit * MeasuredPart) / Rate))
        {
            var share = (state.Remaining - before.Remaining + state.Used - before.Used) / (seconds * Rate);

            // Of a bucket that is nearly full, only what was used comes back.
            _share += share > _share || state.Remaining < _limit / 2 ? (Math.Clamp(share, 0, MostShare) - _share) * Weight : 0;
            _measured = (state.SentAt, state.Remaining, state.Used);
        }
    }

    private void Vote(int forBucket) => _votes = Math.Clamp(_votes + forBucket, -MostVotes, MostVotes);
}
