namespace Aita.Execution;

/// <summary>
/// Durations in logarithmic buckets, 5 % wide, from 0.1 ms to about a day: percentiles in constant memory. Not thread-safe.
/// </summary>
internal sealed class LatencyHistogram
{
    private const double Smallest = 0.1; // milliseconds
    private const double Width = 1.05;
    private const int Buckets = 424; // Smallest * Width^424 = 26 hours
    private static readonly double LogWidth = Math.Log(Width);

    private readonly long[] _counts = new long[Buckets];

    public long Count { get; private set; }

    public TimeSpan Sum { get; private set; }

    public TimeSpan Minimum { get; private set; } = TimeSpan.MaxValue;

    public TimeSpan Maximum { get; private set; }

    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : Sum / Count;

    public void Add(TimeSpan duration)
    {
        Count++;
        Sum += duration;
        Minimum = duration < Minimum ? duration : Minimum;
        Maximum = duration > Maximum ? duration : Maximum;
        var bucket = duration.TotalMilliseconds <= Smallest ? 0 : (int)(Math.Log(duration.TotalMilliseconds / Smallest) / LogWidth);
        _counts[Math.Clamp(bucket, 0, Buckets - 1)]++;
    }

    /// <summary>The duration that a share of all entries does not exceed, within the width of a bucket.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Quantile(double share)
    {
        if (Count == 0)
        {
            return TimeSpan.Zero;
        }

        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                var middle = TimeSpan.FromMilliseconds(Smallest * Math.Pow(Width, i + 0.5));
                return middle < Minimum ? Minimum : middle > Maximum ? Maximum : middle;
            }
        }

        return Maximum;
    }
}
