namespace Aita.Execution;

/// <summary>
/// Finds the number of requests in flight that a provider serves best: multiplies it while nothing is heard, since a refusal comes at once and an
/// answer takes its time; triples it while that brings more answers per second, then adds a twentieth each round, and takes a tenth away when answers
/// get slower without getting more, and goes down to what is answered when the provider is overloaded. It grows only when the limit was really
/// used. Pure: the time is an argument. Not thread-safe.
/// </summary>
/// <remarks>
/// Slow start, increase by a small share and multiplicative decrease as in congestion control (Jacobson 1988, Kelly 2003), with the delay as a second signal
/// as in TCP Vegas (Brakmo and Peterson 1995). A round is as many answers as the limit: about one answer for each slot.
/// </remarks>
internal sealed class AdaptiveConcurrency
{
    /// <summary>Where the search starts: as many requests as most providers let through at once.</summary>
    public const int Initial = 16;

    private const double Saturated = 0.8;
    private const int Growth = 3;
    private const double WorthGrowing = 1.2;
    private const double Slower = 1.5;
    private const double MoreAnswers = 1.05;
    private const double Step = 0.05;
    private const double DelayCut = 0.9;

    /// <summary>
    /// While the limit grows, a round is over when it has taken this many times what a request takes without a crowd, and half of that later still has
    /// less than half of its answers: the requests wait in a line at the provider.
    /// </summary>
    private const int LongRound = 2;

    private readonly int _maximum;
    private readonly Opening _opening;
    private bool _growing = true;
    private bool _isProven;
    private readonly OverloadWatch _overload = new();
    private TimeSpan _roundStart;
    private TimeSpan _longSince = TimeSpan.MaxValue;
    private int _answers;
    private int _peak;
    private TimeSpan _latencies;
    private TimeSpan _fastest = TimeSpan.MaxValue;
    private double _lastThroughput;
    private double _bestThroughput;
    private long _lastPermitBeforeCut;
    private long _lastPermit;
    private bool _hasGoneBack;
    private bool _isSpoilt;

    /// <param name="maximum">Never more than this.</param>
    /// <param name="now">The time.</param>
    public AdaptiveConcurrency(int maximum, TimeSpan now)
    {
        _maximum = maximum;
        _roundStart = now;
        Limit = Math.Min(Initial, maximum);
        _opening = new Opening(Limit, maximum);
    }

    /// <summary>Requests that may be in flight.</summary>
    public int Limit { get; private set; }

    /// <summary>Whether nothing has been heard from the provider yet, and the limit may still grow for that.</summary>
    public bool IsOpening => !_opening.IsOver;

    /// <summary>The limit has grown for silence, and no round has shown yet what the provider makes of that.</summary>
    private bool IsUnproven => _opening.HasGrown && !_isProven;

    /// <summary>Nothing has been heard from the provider up to now. To be told every <see cref="Opening.LookEvery"/>.</summary>
    /// <param name="sent">Requests sent so far.</param>
    /// <param name="roundTrip">About one round trip to the provider; null when it is not known.</param>
    /// <param name="now">The time.</param>
    public void Silent(int sent, TimeSpan? roundTrip, TimeSpan now)
    {
        var limit = _opening.Silent(Limit, sent, roundTrip, now);
        (Limit, _roundStart) = (limit, limit > Limit ? now : _roundStart);
    }

    /// <summary>A request was answered.</summary>
    /// <param name="latency">Its time.</param>
    /// <param name="inFlight">Requests in flight just before it ended, itself included.</param>
    /// <param name="now">The time.</param>
    public void Answered(TimeSpan latency, int inFlight, TimeSpan now)
    {
        _opening.Ended(latency, now);
        if (inFlight > Limit)
        {
            StartRound(now); // it tells of the time before a cut
            _overload.StartAnew();
            return;
        }

        _overload.Answered(latency);
        if (Overloaded(now))
        {
            return;
        }

        _answers++;
        _latencies += latency;
        _peak = Math.Max(_peak, inFlight);
        var isLong = IsLong(now);
        if ((_answers >= Limit && now > _roundStart) || isLong)
        {
            if (!_isSpoilt)
            {
                EndRound(_latencies / _answers, _answers / (now - _roundStart).TotalSeconds, isLong);
            }

            StartRound(now);
        }
    }

    /// <summary>A request failed for a reason that has nothing to do with how many there are.</summary>
    public void Failed(TimeSpan latency, TimeSpan now) => _opening.Ended(latency, now);

    /// <summary>A request was refused for its rate: the gate slows down, and what the present round shows is the pause.</summary>
    public void RateLimited()
    {
        _opening.End();
        _isSpoilt = true;
    }

    /// <summary>
    /// The provider refused a request because it is overloaded. One by itself says nothing: where many of a round are refused, the limit goes down. Where it
    /// had grown for silence, and most of what is heard are refusals, it goes back at once.
    /// </summary>
    /// <param name="latency">Its time.</param>
    /// <param name="permit">Number of its permit.</param>
    /// <param name="lastPermit">Number of the last permit given so far: refusals of earlier ones belong to the same burst, which cuts once.</param>
    /// <param name="now">The time.</param>
    public void Refused(TimeSpan latency, long permit, long lastPermit, TimeSpan now)
    {
        _opening.End();
        _lastPermit = lastPermit;
        if (permit > _lastPermitBeforeCut)
        {
            _overload.Refused(latency);
            Overloaded(now);
        }
    }

    /// <summary>A request was given up on. One may hang; where the limit had grown for silence, it is taken for one that waited in a line.</summary>
    public void TimedOut(TimeSpan latency, long permit, long lastPermit, TimeSpan now)
    {
        _opening.Ended(latency, now);
        if (IsUnproven && permit > _lastPermitBeforeCut)
        {
            _lastPermitBeforeCut = lastPermit;
            (Limit, _growing, _hasGoneBack) = (Math.Min(Limit, Initial), false, true);
            StartRound(now);
            _overload.StartAnew();
        }
    }

    /// <returns>Whether the limit has changed.</returns>
    private bool Overloaded(TimeSpan now)
    {
        var goesBack = IsUnproven && !_hasGoneBack;
        var verdict = _overload.Judge(Limit, inHaste: goesBack);
        if (verdict.Limit is not { } limit)
        {
            return false;
        }

        if (verdict.IsMistake)
        {
            (Limit, _growing) = (Math.Max(Limit, limit), true);
        }
        else
        {
            (Limit, _growing) = (goesBack ? Math.Min(Limit, _opening.Before) : limit, false);
            (_hasGoneBack, _lastPermitBeforeCut) = (true, _lastPermit);
        }

        StartRound(now);
        return true;
    }

    private bool IsLong(TimeSpan now)
    {
        if ((!_growing && !IsUnproven) || _opening.UsualLatency is not { } usual || _answers >= Limit / 2)
        {
            return false;
        }

        _longSince = now - _roundStart > usual * LongRound && now < _longSince ? now : _longSince;
        return now - (usual / 2) > _longSince; // answers often come several at once
    }

    private void EndRound(TimeSpan meanLatency, double throughput, bool isLong)
    {
        _isProven = true;
        var alone = _opening.UsualLatency is { } usual && usual < meanLatency ? usual : meanLatency;
        _fastest = alone < _fastest ? alone : _fastest;
        if (_peak >= Limit * Saturated)
        {
            if (_growing || isLong)
            {
                _growing = !isLong && throughput >= _lastThroughput * WorthGrowing;
                Limit = _growing ? Limit * Growth : Math.Max(Initial, (int)(throughput * _fastest.TotalSeconds * Slower));
            }
            else if (meanLatency > _fastest * Slower && throughput < _bestThroughput * MoreAnswers)
            {
                Limit = Math.Max(1, (int)(Limit * DelayCut));
            }
            else
            {
                Limit += Math.Max(1, (int)(Limit * Step));
            }

            Limit = Math.Min(Limit, _maximum);
        }

        _lastThroughput = throughput;
        _bestThroughput = Math.Max(_bestThroughput, throughput);
    }

    private void StartRound(TimeSpan now)
    {
        (_roundStart, _longSince) = (now, TimeSpan.MaxValue);
        _isSpoilt = false;
        _answers = 0;
        _peak = 0;
        _latencies = TimeSpan.Zero;
    }
}
