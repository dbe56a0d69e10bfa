namespace Aita.Execution;

/// <summary>
/// What to make of refusals. The first two give rate and burst, later ones correct them. A refusal that the limit does not explain, and that shows a lower
/// one, is taken for a fall; one that shows nothing lower has another cause than the rate. Where there are several of those, a lower rate buys nothing, and
/// the rate goes up again, until four refusals in a row fit one limit. Pure. Not thread-safe.
/// </summary>
internal sealed class RateSearch
{
    /// <summary>
    /// The quick rise starts at this multiple of the least that the limit can be, since most of a burst is not the rate's: one that holds a quarter
    /// of a second's worth is met at about its rate.
    /// </summary>
    private const double RiseFrom = 3.6;
    private const double RiseBelow = 0.9;
    private const double RiseAgainFrom = 0.9;
    private const double SlowestRise = 1.2;

    private const int Kept = 4;
    private const int Recent = 4;

    /// <summary>With a relative error above this two windows have told nothing yet.</summary>
    private const double Vague = 0.25;

    /// <summary>Windows that miss their limit by more than this are not those of one limit.</summary>
    private const double Misfit = 30;

    /// <summary>When a limit has changed, its burst has hardly: by so many requests it may be another.</summary>
    private const double BurstDoubt = 2.5;

    /// <summary>A limit is approached when its relative error is at most this; else a rise, the faster the less is known, finds it.</summary>
    private const double Sure = 0.1;
    private const double FastestSearch = 2.9;
    private const double SearchFrom = 0.5;

    /// <summary>A limit that was met where it was expected is looked for half as often, and at last an eighth as often.</summary>
    private const int MostConfirmed = 3;

    /// <summary>Unexplained refusals, less explained ones, from which on the rate is not to blame.</summary>
    private const int Noisy = 2;

    /// <summary>Among refusals of another cause the rate grows by so much with each, up to a multiple of what was granted lately.</summary>
    private const double NoisyGrowth = 1.6;
    private const double NoisyLead = 1.3;
    private const double NoisyPerSecond = 1.1;
    private const double NoisyCut = 0.7;
    private const double LongEnough = 0.3;
    private const int Few = 3;

    private readonly List<RefusalWindow> _windows = [];
    private readonly List<RefusalWindow> _recent = [];
    private int _unexplained;
    private bool _isDoubtful;
    private bool _hasJustFallen;
    private int _confirmed;
    private int _tries;
    private double _pause;

    /// <summary>The limit whose burst the windows still have; null when they say all that is known.</summary>
    private LimitEstimate? _known;
    private LimitEstimate? _beforeCorrection;

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
        _pause = pause;
        _recent.Add(window);
        if (_recent.Count > Recent)
        {
            _recent.RemoveAt(0);
        }

        if (Limit is not { } limit)
        {
            Begin(window, fastestRefusal, climb);
            return;
        }

        _unexplained = _hasJustFallen && limit.Fits(window) ? 0 : _unexplained;
        _hasJustFallen = false;
        if (_unexplained >= Noisy)
        {
            GoOnInNoise(climb);
        }
        else if (limit.Explains(window, climb.Rate))
        {
            _unexplained = Math.Max(0, _unexplained - 1);
            _isDoubtful = false;
            Correct(window, climb);
        }
        else
        {
            _unexplained++;
            Doubt(window, limit, climb);
        }
    }

    private void Begin(RefusalWindow window, double fastestRefusal, RateClimb climb)
    {
        if (_windows.Count == 0)
        {
            _windows.Add(window);
            climb.Rise(Math.Min((window with { Idle = _pause }).LeastRate * RiseFrom, window.MeanRate * RiseBelow));
            return;
        }

        if (window.Granted == 0)
        {
            _windows.Clear();
            _windows.Add(window);
            climb.Rise(climb.Base * RiseAgainFrom);
            return;
        }

        _windows[0] = _windows[0].Dated(fastestRefusal);
        Keep(window);
        var (limit, misfit) = LimitFit.Of(_windows, known: null);
        if (limit.Error <= limit.Rate * Vague && misfit <= Misfit)
        {
            Aim(limit, climb);
            return;
        }

        if (misfit > Misfit)
        {
            _windows.Clear();
            _windows.Add(window);
        }

        // A slower rise lasts longer until it is refused, and so tells more.
        _tries++;
        climb.Rise(Math.Max(window.LeastRate, climb.Base * RiseAgainFrom), Math.Max(SlowestRise, RateClimb.RisePerSecond / (1 + (_tries / 2))));
    }

    private void Keep(RefusalWindow window)
    {
        _windows.Add(window);
        if (_windows.Count > Kept)
        {
            _windows.RemoveAt(1); // the first one tells most of the burst
        }
    }

    /// <summary>The limit is known better now, or has changed a little.</summary>
    private void Correct(RefusalWindow window, RateClimb climb)
    {
        _beforeCorrection = Limit;
        Keep(window);
        var before = Limit!.Value;
        var (limit, misfit) = LimitFit.Of(_windows, _known);
        _confirmed = before.Fits(window) ? Math.Min(_confirmed + 1, MostConfirmed) : 0;
        Aim(misfit <= Misfit ? limit : StartAnew(window, before), climb);
    }

    private void Doubt(RefusalWindow window, LimitEstimate limit, RateClimb climb)
    {
        var (rate, error) = limit.RateOf(window);
        var hasFallen = rate + error < limit.Rate;
        var isTold = window.Granted >= limit.Burst;
        if (isTold ? !hasFallen : !_isDoubtful)
        {
            _isDoubtful = true;
            return;
        }

        _isDoubtful = false;
        _hasJustFallen = true;
        limit = StartAnew(window, _beforeCorrection ?? limit); // the last correction may have taken the fall for the limit
        Aim(IsSure(limit) ? limit : limit with { Rate = Math.Max(limit.Rate, Math.Min(limit.Error, climb.Rate / 2)) }, climb);
    }

    /// <summary>Of what was known only the burst still holds.</summary>
    private LimitEstimate StartAnew(RefusalWindow window, LimitEstimate known)
    {
        _confirmed = 0;
        _known = known with { BurstError = Math.Max(known.BurstError, BurstDoubt) };
        _windows.Clear();
        _windows.Add(window);
        return LimitFit.Of(_windows, _known).Limit;
    }

    private void Aim(LimitEstimate limit, RateClimb climb)
    {
        Limit = limit;
        if (IsSure(limit))
        {
            climb.Approach(limit, _pause, 1 << _confirmed);
        }
        else
        {
            climb.Rise(Math.Max(limit.Rate / 2, limit.Rate - (limit.Error * SearchFrom)), Math.Min(FastestSearch, 1 + (limit.Error / limit.Rate)));
        }
    }

    /// <summary>Nothing that was known holds.</summary>
    private void BeginAgainWith(IEnumerable<RefusalWindow> windows)
    {
        (_unexplained, _confirmed, _tries, _isDoubtful) = (0, 0, 0, false);
        _known = _beforeCorrection = Limit = null;
        _windows.Clear();
        _windows.AddRange(windows);
    }

    private static bool IsSure(LimitEstimate limit) => limit.Error <= limit.Rate * Sure;

    private void GoOnInNoise(RateClimb climb)
    {
        if (_recent.Count == Recent && LimitFit.OfAlike(_recent) is { } limit)
        {
            BeginAgainWith(_recent);
            Aim(limit, climb);
            return;
        }

        if (_recent.Count == Recent && _recent.All(static window => window.Granted <= Few))
        {
            // Hardly anything passes: the rate is to blame after all, and what was known is wrong.
            BeginAgainWith([_recent[^1]]);
            climb.Rise(_recent[^1].LeastRate);
            return;
        }

        var granted = _recent.Max(static window => window.Span < LongEnough ? 0 : window.MeanRate);
        climb.Rise(granted > 0 ? Math.Min(climb.Rate * NoisyGrowth, granted * NoisyLead) : climb.Rate * NoisyCut, NoisyPerSecond);
    }
}
