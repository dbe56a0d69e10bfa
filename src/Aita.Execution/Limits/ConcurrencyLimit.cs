namespace Aita.Execution;

/// <summary>Counts the requests in flight against a limit that may change while they fly. Thread-safe.</summary>
internal sealed class ConcurrencyLimit(int limit)
{
    private int _inFlight;
    private int _peak;
    private int _limit = limit;

    public int InFlight => Volatile.Read(ref _inFlight);

    public int Peak => Volatile.Read(ref _peak);

    public int Limit => Volatile.Read(ref _limit);

    public bool HasRoom => InFlight < Limit;

    /// <summary>Takes a slot. Only the dispatcher does, after it saw room.</summary>
    public void Take()
    {
        var now = Interlocked.Increment(ref _inFlight);
        if (now > _peak)
        {
            Volatile.Write(ref _peak, now);
        }
    }

    public void Release() => Interlocked.Decrement(ref _inFlight);

    public void Resize(int newLimit) => Volatile.Write(ref _limit, newLimit);
}
