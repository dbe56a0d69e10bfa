namespace Aita.Execution;

/// <summary>
/// Tells a provider that is down from tasks that fail: it is down when several fresh tasks in a row have failed for some seconds and nothing was
/// answered in between. Then one request at a time is let through, at growing intervals; once one is answered, the rest follow at a ramp. Pure: the
/// time is an argument. Not thread-safe.
/// </summary>
/// <param name="timeout">How long the provider may be down before it is given up on.</param>
/// <param name="workers">Requests in flight, at most: where the ramp ends.</param>
internal sealed class OutagePolicy(TimeSpan timeout, int workers)
{
    /// <summary>Different tasks that must have failed: fewer may be the tasks' own fault.</summary>
    public const int Witnesses = 5;

    private const int FirstRamp = 2;

    /// <summary>How long nothing must have been answered: longer than a hiccup, shorter than it takes to use up a task's attempts.</summary>
    public static readonly TimeSpan Recognition = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _witnesses = new(StringComparer.Ordinal);
    private TimeSpan _streakStart;
    private bool _inStreak;
    private int _failures;
    private TimeSpan _interval;
    private TimeSpan? _nextProbe;
    private int? _ramp;

    /// <summary>Whether the provider is taken to be down.</summary>
    public bool IsDown { get; private set; }

    /// <summary>True when there is nothing to watch: the last request was answered, and the ramp is over.</summary>
    public bool IsQuiet => !IsDown && !_inStreak && _ramp is null;

    /// <summary>Number of the present row of failures without an answer, or of the last one; from 1.</summary>
    public long Streak { get; private set; }

    /// <summary>Number of the last row of failures that was an outage; 0 for none.</summary>
    public long LastOutage { get; private set; }

    /// <summary>Time from one probe to the next, while the provider is down.</summary>
    public TimeSpan Interval => _interval;

    /// <summary>Whether a failure may be a sign that the provider is down.</summary>
    public static bool Concerns(LlmFailure failure) => failure.Kind is FailureKind.Overloaded or FailureKind.Timeout or FailureKind.Network or FailureKind.Server;

    /// <summary>How long it has been down, counted from the first failure.</summary>
    public TimeSpan Duration(TimeSpan now) => now - _streakStart;

    /// <summary>True when the provider has been down for longer than may be.</summary>
    public bool IsGivenUp(TimeSpan now) => IsDown && Duration(now) >= timeout;

    /// <summary>A request has failed in a way that an outage may explain: begins a row of failures, or goes on with it.</summary>
    /// <returns>Number of the row.</returns>
    public long Enter(TimeSpan now)
    {
        if (!_inStreak)
        {
            (_inStreak, _streakStart, _failures) = (true, now, 0);
            Streak++;
        }

        return Streak;
    }

    /// <summary>Weighs a failure of the present row.</summary>
    /// <param name="task">Id of its task.</param>
    /// <param name="isFresh">Whether the task never failed while others were answered: one that did may be to blame itself.</param>
    /// <param name="isProbe">Whether it was sent to see if the provider is up again.</param>
    /// <param name="inFlight">Requests in flight: where most of them are still open, a few failures are no outage.</param>
    /// <param name="now">The time.</param>
    /// <returns>True when the provider has just turned out to be down, or to be still down.</returns>
    public bool Failed(string task, bool isFresh, bool isProbe, int inFlight, TimeSpan now)
    {
        Enter(now);
        if (IsDown)
        {
            return isProbe && Postpone(now);
        }

        var needed = Math.Min(Witnesses, _ramp ?? Witnesses); // who has just been down is soon taken to be so again
        if (isFresh && _witnesses.Count < needed)
        {
            _witnesses.Add(task);
        }

        _failures++;
        if (_witnesses.Count < needed || _failures < inFlight / 2 || (_ramp is null && Duration(now) < Recognition))
        {
            return false;
        }

        IsDown = true;
        LastOutage = Streak;
        _interval = FirstInterval;
        _nextProbe = now + _interval;
        return true;
    }

    /// <summary>A request has been answered, if only with a refusal. One that was sent before the row of failures began says nothing of what came since.</summary>
    /// <param name="sent">When it was sent.</param>
    /// <returns>True when the provider had been down.</returns>
    public bool Answered(TimeSpan sent)
    {
        if (_inStreak && sent < _streakStart)
        {
            return false;
        }

        var wasDown = IsDown;
        IsDown = false;
        _inStreak = false;
        _witnesses.Clear();
        _nextProbe = null;
        _ramp = wasDown ? FirstRamp : _ramp + 1;
        _ramp = _ramp >= workers ? null : _ramp;
        return wasDown;
    }

    /// <summary>A probe was not sent after all: the next request is one.</summary>
    public void ProbeNotSent(TimeSpan now) => _nextProbe = IsDown ? now : null;

    /// <summary>Whether one more request may leave.</summary>
    /// <returns>
    /// Zero when it may; the time to wait before asking again; or <see cref="Timeout.InfiniteTimeSpan"/> to ask again when a request has ended.
    /// </returns>
    public TimeSpan Ask(int inFlight, TimeSpan now)
    {
        if (!IsDown)
        {
            return _ramp <= inFlight ? Timeout.InfiniteTimeSpan : TimeSpan.Zero;
        }

        var rest = timeout - Duration(now);
        if (_nextProbe is not { } next)
        {
            return rest; // the probe is on its way
        }

        if (next > now)
        {
            return next - now < rest ? next - now : rest;
        }

        _nextProbe = null;
        return TimeSpan.Zero;
    }

    /// <summary>
    /// How long a task that is out of attempts is kept, because it is not known yet whether it or the provider is to blame; null when it is known.
    /// </summary>
    public TimeSpan? Doubt(long streak, TimeSpan now) =>
        !_inStreak || streak != Streak || IsDown || _witnesses.Count < Witnesses ? null
        : Duration(now) < Recognition ? Recognition - Duration(now) : Recognition;

    private bool Postpone(TimeSpan now)
    {
        _interval = _interval * 2 < LongestInterval ? _interval * 2 : LongestInterval;
        _nextProbe = now + _interval;
        return true;
    }
}
