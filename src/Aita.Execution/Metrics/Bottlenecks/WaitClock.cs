namespace Aita.Execution;

/// <summary>
/// Adds up what the dispatcher waited for. There is one dispatcher, so the parts add up to the wall time. One writer, any reader.
/// </summary>
internal sealed class WaitClock(TimeProvider time)
{
    private static readonly int Kinds = Enum.GetValues<WaitedFor>().Length;

    private readonly Lock _lock = new();
    private readonly TimeSpan[] _times = new TimeSpan[Kinds];
    private WaitedFor _current = WaitedFor.Source;
    private long _since = time.GetTimestamp();
    private TimeSpan _sinceSwitch;
    private bool _stopped;
    private volatile bool _sourceWaits;

    /// <summary>Whether the source has said that it waits for outcomes.</summary>
    public bool SourceWaits => _sourceWaits;

    /// <summary>From now on the time counts for <paramref name="next"/>.</summary>
    public void Switch(WaitedFor next)
    {
        lock (_lock)
        {
            Begin(next);
        }
    }

    /// <summary>Whether the source is at work or waits for outcomes; from now on time without a task counts accordingly.</summary>
    public void SourceIs(bool isAtWork)
    {
        lock (_lock)
        {
            _sourceWaits = !isAtWork;
            if (_current is WaitedFor.Source or WaitedFor.Answers)
            {
                Begin(WaitedFor.Source);
            }
        }
    }

    /// <summary>The time since the last switch was really spent on <paramref name="reason"/>, as is known only now.</summary>
    public void Rename(WaitedFor reason)
    {
        lock (_lock)
        {
            Close();
            _times[(int)_current] -= _sinceSwitch;
            _times[(int)reason] += _sinceSwitch;
            _current = reason;
        }
    }

    /// <summary>The batch is over: no more time is counted.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            Close();
            _stopped = true;
        }
    }

    public IReadOnlyDictionary<WaitedFor, TimeSpan> Read()
    {
        lock (_lock)
        {
            Close();
            var times = new Dictionary<WaitedFor, TimeSpan>();
            for (var i = 0; i < Kinds; i++)
            {
                if (_times[i] > TimeSpan.Zero)
                {
                    times.Add((WaitedFor)i, _times[i]);
                }
            }

            return times;
        }
    }

    private void Begin(WaitedFor next)
    {
        Close();
        _current = next == WaitedFor.Source && _sourceWaits ? WaitedFor.Answers : next;
        _sinceSwitch = TimeSpan.Zero;
    }

    private void Close()
    {
        if (_stopped)
        {
            return;
        }

        var now = time.GetTimestamp();
        var passed = time.GetElapsedTime(_since, now);
        _times[(int)_current] += passed;
        _sinceSwitch += passed;
        _since = now;
    }
}
