namespace Aita.Execution;

/// <summary>
/// For how long workers may idle because what waits is held for a prefix to be warmed: in all for a tenth of the time that the batch will take,
/// which is tasks / workers x the latency of a typical request. A warming that takes much longer than a typical request is not relied upon: one
/// further request is let out, and whichever is answered first warms the prefix. Learns from the answers. Pure: knows no clock. Not thread-safe.
/// </summary>
internal sealed class HoldPolicy
{
    /// <summary>How long a request is thought to take while none has been answered: a short answer of a large model.</summary>
    public static readonly TimeSpan AssumedLatency = TimeSpan.FromSeconds(2);

    /// <summary>Workers may idle for one part of so many of the time of the batch.</summary>
    private const double Parts = 10;

    /// <summary>In typical latencies: of log-normal ones with sigma 0.5 one in seventy takes longer.</summary>
    private const double Patience = 3;

    /// <summary>The same where patience would leave too little time to wait for the further request: one in twelve takes longer.</summary>
    private const double LeastPatience = 2;

    private readonly LatencyHistogram _latencies = new();
    private TimeSpan _spent;
    private TimeSpan? _idleSince;

    /// <summary>When <see cref="MayIdle"/> will say no, if nothing is answered until then; null when it will not, or when workers do not idle.</summary>
    public TimeSpan? Until { get; private set; }

    /// <summary>Whether a request has been answered.</summary>
    public bool IsInformed => _latencies.Count > 0;

    /// <summary>A request was answered. What counts is the median: a few that take ten times as long hardly move it.</summary>
    public void Answered(TimeSpan latency) => _latencies.Add(latency);

    /// <summary>A worker is free, and all that waits is held.</summary>
    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="workers">Requests that may be in flight.</param>
    /// <param name="tasks">Tasks of the batch, as far as is known.</param>
    /// <param name="warming">When the request was taken that has been warming a prefix for longest.</param>
    /// <param name="alone">The same of those that no further request of their group helps; null when a further one is not to be let out.</param>
    /// <returns>False when a held item is to be sent now.</returns>
    public bool MayIdle(TimeSpan now, int workers, int tasks, TimeSpan warming, TimeSpan? alone)
    {
        Count(now);
        var typical = IsInformed ? _latencies.Quantile(0.5) : AssumedLatency;
        var all = typical * (tasks / (Parts * workers));
        var left = all - _spent;

        // What does not last until the answer is not begun. Before the first answer nobody knows what lasts: one further item finds out, and no more.
        if (all < typical || (IsInformed && (left <= TimeSpan.Zero || left < warming + typical - now)))
        {
            return false;
        }

        TimeSpan? wait = IsInformed ? left : null;
        if (alone is { } since)
        {
            // In time for the further request to be answered before everything is spent.
            var patience = Longer(since + (typical * LeastPatience) - now, left - typical);
            patience = IsInformed ? Shorter(since + (typical * Patience) - now, patience) : patience;
            wait = Shorter(left, patience);
        }

        if (wait <= TimeSpan.Zero)
        {
            return false;
        }

        _idleSince = now;
        Until = now + wait;
        return true;
    }

    /// <summary>Workers do not idle, or for want of tasks.</summary>
    public void Ended(TimeSpan now) => Count(now);

    private void Count(TimeSpan now)
    {
        _spent += now - (_idleSince ?? now);
        _idleSince = null;
        Until = null;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
