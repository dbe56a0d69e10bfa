namespace Aita.Execution;

/// <summary>
/// For how long workers may idle because what waits is held for a prefix to be warmed: in all for a tenth of the time that the batch will take,
/// which is tasks / workers x the latency of a typical request. Before the first answer nobody knows how long that is: a few requests find out. Later,
/// a warming that takes much longer than a typical request is not relied upon: one further request is let out, and whichever is answered first warms
/// the prefix. Learns from the answers. Pure: knows no clock. Not thread-safe.
/// </summary>
internal sealed class HoldPolicy
{
    /// <summary>Workers may idle for one part of so many of the time of the batch.</summary>
    private const double Parts = 10;

    /// <summary>
    /// Before the first answer, requests x rounds of tasks: of four log-normal latencies with sigma 0.5 the shortest is above a tenth of ten rounds in
    /// one batch of forty, and of two above a tenth of twenty rounds in one of three hundred.
    /// </summary>
    private const double RequestsByRounds = 40;

    /// <summary>Even of a long batch two requests find out, since one may hang.</summary>
    private const int LeastRequests = 2;

    /// <summary>In typical latencies: of log-normal ones with sigma 0.5 one in seventy takes longer.</summary>
    private const double Patience = 3;

    /// <summary>The same where patience would leave too little time to wait for the further request: one in twelve takes longer.</summary>
    private const double LeastPatience = 2;

    private readonly LatencyHistogram _latencies = new();
    private TimeSpan _spent;
    private TimeSpan? _idleSince;

    /// <summary>When <see cref="MayIdle"/> will say no, if nothing is answered until then; null when it will not, or when workers do not idle.</summary>
    public TimeSpan? Until { get; private set; }

    /// <summary>A request was answered. What counts is the median: a few that take ten times as long hardly move it.</summary>
    public void Answered(TimeSpan latency) => _latencies.Add(latency);

    /// <summary>A worker is free, and all that waits is held.</summary>
    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="workers">Requests that may be in flight.</param>
    /// <param name="tasks">Tasks of the batch, as far as is known.</param>
    /// <param name="warmings">The requests that warm prefixes.</param>
    /// <returns>False when a held item is to be sent now.</returns>
    public bool MayIdle(TimeSpan now, int workers, int tasks, Warmings warmings)
    {
        Count(now);
        var rounds = tasks / (double)workers;
        if (rounds < Parts)
        {
            return false; // it would not last until the answer
        }

        if (_latencies.Count == 0)
        {
            return warmings.Requests >= Math.Max(LeastRequests, RequestsByRounds / rounds) && Idle(now, until: null);
        }

        var typical = _latencies.Quantile(0.5);
        var left = (typical * (rounds / Parts)) - _spent;
        if (left <= TimeSpan.Zero || left < warmings.Since + typical - now)
        {
            return false;
        }

        if (warmings.AloneSince is not { } alone)
        {
            return Idle(now, now + left);
        }

        // In time for the further request to be answered before everything is spent.
        var patience = Shorter(alone + (typical * Patience) - now, Longer(alone + (typical * LeastPatience) - now, left - typical));
        return Shorter(left, patience) is var wait && wait > TimeSpan.Zero && Idle(now, now + wait);
    }

    /// <summary>Workers do not idle, or for want of tasks.</summary>
    public void Ended(TimeSpan now) => Count(now);

    private bool Idle(TimeSpan now, TimeSpan? until)
    {
        (_idleSince, Until) = (now, until);
        return true;
    }

    private void Count(TimeSpan now)
    {
        _spent += now - (_idleSince ?? now);
        _idleSince = null;
        Until = null;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
