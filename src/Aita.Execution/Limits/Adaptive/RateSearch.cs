namespace Aita.Execution;

/// <summary>
/// What to make of refusals. The first two give rate and burst, later ones correct them. A refusal that the limit does not explain is met by a dip:
/// the next one tells whether the limit has fallen, or refusals have another cause than the rate. Then a lower rate buys nothing, and the rate goes
/// up again, until four refusals in a row fit one limit. Pure. Not thread-safe.
/// </summary>
internal sealed class RateSearch
{
    /// <summary>
    /// The quick rise starts at this multiple of the least that the limit can be, since most of a burst is not the rate's: one that holds a quarter
    /// of a second's worth is met at its rate.
    /// </summary>
    private const double RiseFrom = 4;
    private const double RiseBelow = 0.9;
    private const double RiseAgainFrom = 1 / 1.5;

    private const int Kept = 3;
    private const int Recent = 4;

    /// <summary>With a relative error above this a second window that is shorter than the first has told nothing.</summary>
    private const double Vague = 0.3;

    /// <summary>An estimate that is certain to be below this share of the old one is another limit.</summary>
    private const double Fallen = 0.7;

    /// <summary>Below the estimate by this share of its error, a refusal came early enough to be suspicious.</summary>
    private const double Early = 0.8;

    /// <summary>What is left of a limit is approached when its relative error is at most this; else a rise, the faster the less is known, finds it.</summary>
    private const double Sure = 0.16;
    private const double FastestSearch = 1.7;
    private const double SearchFrom = 0.75;

    /// <summary>A limit that fell during the last pause or before is met at once, within so many bursts; a refusal later than that may be anything's.</summary>
    private const double AtOnce = 3;

    /// <summary>Unexplained refusals, less explained ones, from which on the rate is not to blame.</summary>
    private const int Noisy = 2;

    /// <summary>Among refusals of another cause the rate grows by so much with each, up to a multiple of what was granted lately.</summary>
    private const double NoisyGrowth = 1.4;
    private const double NoisyLead = 1.3;
    private const double NoisyPerSecond = 1.05;
    private const double NoisyCut = 0.7;
    private const double LongEnough = 0.3;

    private readonly List<RefusalWindow> _windows = [];
    private readonly List<RefusalWindow> _recent = [];
    private int _unexplained;
    private bool _isDoubtful;
    private double _burstBefore;

    /// <summary>What is known; null before two windows have agreed.</summary>
    public LimitEstimate? Limit { get; private set; }

    /// <summary>Requests that may be sent at once: of the limit, or what was granted at once when only one window is known.</summary>
    public double Burst => Limit?.Burst ?? (_windows is [var first, ..] ? first.LevelAt(first.MeanRate).Level : 1);

    /// <summary>A refusal has ended a window.</summary>
    /// <param name="window">What was granted since the last one.</param>
    /// <param name="fastestRefusal">Seconds that a refusal takes at least.</param>
    /// <param name="pause">Seconds in which nothing was sent after it.</param>
    /// <param name="climb">The rate, which is set on its way again.</param>
    public void Refused(RefusalWindow window, double fastestRefusal, double pause, RateClimb climb)
    {
        _recent.Add(window);
        if (_recent.Count > Recent)
        {
            _recent.RemoveAt(0);
        }

        if (Limit is not { } limit)
        {
            Begin(window, fastestRefusal, pause, climb);
        }
        else if (_unexplained >= Noisy)
        {
            GoOnInNoise(climb);
        }
        else if (limit.Explains(window, climb.Rate))
        {
            _unexplained = Math.Max(0, _unexplained - 1);
            _isDoubtful = false;
            Correct(window, limit, startsAnew: limit.IsMissedBy(window), climb);
            if (limit.RateOf(window).Rate < limit.Rate - (limit.Error * Early))
            {
                climb.Dip(); // if this was a fall, the next window tells how deep it was
            }
        }
        else
        {
            _unexplained++;
            Doubt(window, limit, climb);
        }
    }

    private void Begin(RefusalWindow window, double fastestRefusal, double pause, RateClimb climb)
    {
        if (_windows is [var first])
        {
            first = _windows[0] = first.Dated(fastestRefusal);
            var limit = LimitEstimate.Of(first, window);
            if (window.Granted > 2 && (window.Granted >= first.Granted || limit.Error <= limit.Rate * Vague))
            {
                Limit = limit;
                _windows.Add(window);
                _burstBefore = limit.Burst;
                climb.Approach(limit);
            }
            else
            {
                _windows[0] = window.Granted > 2 ? first : window;
                climb.Rise(climb.Rate * RiseAgainFrom);
            }
        }
        else
        {
            _windows.Add(window);
            climb.Rise(Math.Min((window with { Idle = pause }).LeastRate * RiseFrom, window.MeanRate * RiseBelow));
        }
    }

    private void Correct(RefusalWindow window, LimitEstimate limit, bool startsAnew, RateClimb climb)
    {
        if (startsAnew)
        {
            _windows.Clear();
        }

        _windows.Add(window);
        if (_windows.Count > Kept)
        {
            _windows.RemoveAt(0);
        }

        _burstBefore = limit.Burst;
        limit = LimitEstimate.Of(_windows, limit.Burst);
        Limit = limit;
        climb.Approach(limit);
    }

    private void Doubt(RefusalWindow window, LimitEstimate limit, RateClimb climb)
    {
        var (rate, error) = limit.RateOf(window);
        var hasFallen = rate + error < limit.Rate * Fallen;
        var isTold = window.Granted >= limit.Burst;
        if (!_isDoubtful && !(hasFallen && isTold && window.Granted <= limit.Burst * AtOnce))
        {
            _isDoubtful = true;
            climb.Dip();
            return;
        }

        if (isTold && !hasFallen)
        {
            return;
        }

        // The last correction has taken the fall for the limit.
        limit = limit with { Burst = _burstBefore };
        (rate, error) = limit.RateOf(window);
        _isDoubtful = false;
        if (error <= rate * Sure)
        {
            Correct(window, limit, startsAnew: true, climb);
            return;
        }

        limit = limit with { Rate = Math.Max(rate, Math.Min(error, climb.Rate / 2)), Error = error };
        Limit = limit;
        _windows.Clear();
        _windows.Add(window);
        climb.Rise(Math.Max(limit.Rate / 2, limit.Rate - (error * SearchFrom)), Math.Min(FastestSearch, 1 + (error / limit.Rate)));
    }

    private void GoOnInNoise(RateClimb climb)
    {
        if (_recent.Count == Recent && LimitEstimate.OfAlike(_recent) is { } limit)
        {
            _unexplained = 0;
            _isDoubtful = false;
            _windows.Clear();
            _windows.AddRange(_recent);
            Limit = limit;
            climb.Approach(limit);
            return;
        }

        var granted = _recent.Max(static window => window.Span < LongEnough ? 0 : window.MeanRate);
        climb.Rise(granted > 0 ? Math.Min(climb.Rate * NoisyGrowth, granted * NoisyLead) : climb.Rate * NoisyCut, NoisyPerSecond);
    }
}
