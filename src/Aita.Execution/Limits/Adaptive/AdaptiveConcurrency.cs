namespace Aita.Execution;

/// <summary>
/// Finds the number of requests in flight that a provider serves best: triples it while that brings more answers per second, then adds a little
/// each round, and takes a tenth away when answers get slower without getting more, or a fifth when the provider refuses. It changes the limit only
/// when the limit was really used. Pure: the time is an argument. Not thread-safe.
/// </summary>
/// <remarks>
/// Slow start, additive increase and multiplicative decrease as in congestion control (Jacobson 1988), with the delay as a second signal as in TCP
/// Vegas (Brakmo and Peterson 1995). A round is as many answers as the limit: about one answer for each slot.
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
    private const double RefusalCut = 0.8;

    private readonly int _maximum;
    private bool _growing = true;
    private TimeSpan _roundStart;
    private int _answers;
    private int _peak;
    private TimeSpan _latencies;
    private TimeSpan _fastest = TimeSpan.MaxValue;
    private double _lastThroughput;
    private double _bestThroughput;
    private long _lastPermitBeforeCut;
    private bool _isSpoilt;

    /// <param name="maximum">Never more than this.</param>
    /// <param name="now">The time.</param>
    public AdaptiveConcurrency(int maximum, TimeSpan now)
    {
        _maximum = maximum;
        _roundStart = now;
        Limit = Math.Min(Initial, maximum);
    }

    /// <summary>Requests that may be in flight.</summary>
    public int Limit { get; private set; }

    /// <summary>A request was answered.</summary>
    /// <param name="latency">Its time.</param>
    /// <param name="inFlight">Requests in flight just before it ended, itself included.</param>
    /// <param name="now">The time.</param>
    public void Answered(TimeSpan latency, int inFlight, TimeSpan now)
    {
        _answers++;
        _latencies += latency;
        _peak = Math.Max(_peak, inFlight);
        if (_answers >= Limit && now > _roundStart)
        {
            if (!_isSpoilt)
            {
                EndRound(_latencies / _answers, _answers / (now - _roundStart).TotalSeconds);
            }

            StartRound(now);
        }
    }

    /// <summary>A request was refused for its rate: the gate slows down, and what the present round shows is the pause.</summary>
    public void RateLimited() => _isSpoilt = true;

    /// <summary>A request was refused because the provider is overloaded.</summary>
    /// <param name="permit">Number of its permit.</param>
    /// <param name="lastPermit">Number of the last permit given so far: refusals of earlier ones belong to the same burst and cut once.</param>
    /// <param name="now">The time.</param>
    public void Refused(long permit, long lastPermit, TimeSpan now)
    {
        if (permit > _lastPermitBeforeCut)
        {
            _lastPermitBeforeCut = lastPermit;
            _growing = false;
            Limit = Math.Max(1, (int)(Limit * RefusalCut));
            StartRound(now);
        }
    }

    private void EndRound(TimeSpan meanLatency, double throughput)
    {
        _fastest = meanLatency < _fastest ? meanLatency : _fastest;
        if (_peak >= Limit * Saturated)
        {
            if (_growing)
            {
                _growing = throughput >= _lastThroughput * WorthGrowing;
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
        _roundStart = now;
        _isSpoilt = false;
        _answers = 0;
        _peak = 0;
        _latencies = TimeSpan.Zero;
    }
}
