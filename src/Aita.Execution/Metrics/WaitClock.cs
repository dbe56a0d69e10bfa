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

    /// <summary>From now on the time counts for <paramref name="next"/>.</summary>
    public void Switch(WaitedFor next)
    {
        lock (_lock)
        {
            Close();
            _current = next;
        }
    }

    /// <summary>The time since the last switch was really spent on <paramref name="reason"/>, as is known only now.</summary>
    public void Rename(WaitedFor reason)
    {
        lock (_lock)
        {
            _current = reason;
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

    private void Close()
    {
        var now = time.GetTimestamp();
        _times[(int)_current] += time.GetElapsedTime(_since, now);
        _since = now;
    }
}
