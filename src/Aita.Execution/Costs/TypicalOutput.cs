namespace Aita.Execution;

/// <summary>Learns how many tokens an answer has: a moving mean over about the last fifty. Thread-safe.</summary>
internal sealed class TypicalOutput
{
    private const double Weight = 1.0 / 50;
    private const double Assumed = 500;

    private double _mean = Assumed;

    public long Tokens => (long)Volatile.Read(ref _mean);

    public void Observe(long tokens)
    {
        double seen, next;
        do
        {
            seen = Volatile.Read(ref _mean);
            next = seen + ((tokens - seen) * Weight);
        }
        while (Interlocked.CompareExchange(ref _mean, next, seen) != seen);
    }
}
