namespace Aita.Execution;

/// <summary>
/// From when on the pace of a batch counts: not from its start, since the first answers wait for connections and cold code, and not from long
/// ago, since providers change. Immutable and pure: each answer is a new value.
/// </summary>
/// <param name="At">Time since the first request.</param>
/// <param name="Finished">Tasks finished by then.</param>
internal readonly record struct PaceStart(TimeSpan At, long Finished)
{
    /// <summary>The first answers of a worker that do not count.</summary>
    private const int WarmUp = 2;

    /// <summary>A new start comes into use when four times as much is done, so that three quarters or more of what was done count.</summary>
    private const int Growth = 4;

    /// <summary>The start that comes into use next.</summary>
    private (TimeSpan At, long Finished) Next { get; init; }

    /// <summary>Takes note of a finished task.</summary>
    /// <param name="elapsed">Time since the first request.</param>
    /// <param name="finished">Tasks finished since then.</param>
    /// <param name="workers">Requests that may be in flight.</param>
    public PaceStart After(TimeSpan elapsed, long finished, int workers) =>
        Finished == 0 ? finished < WarmUp * workers ? this : new PaceStart(elapsed, finished) { Next = (elapsed, finished) }
        : finished < Next.Finished * Growth ? this
        : new PaceStart(Next.At, Next.Finished) { Next = (elapsed, finished) };
}
