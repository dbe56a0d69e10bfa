namespace Aita.Cli.Rendering;

/// <summary>Decides when a new plain line of progress is due: after ten seconds, or ten per cent. Pure; each answer is a new value.</summary>
/// <param name="At">Time of the last line since the start.</param>
/// <param name="Fraction">Part of the work that the last line showed, from 0 to 1.</param>
internal readonly record struct PlainSchedule(TimeSpan At, double Fraction)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>Whether a line is due, and the schedule after it.</summary>
    public (bool IsDue, PlainSchedule Next) Ask(TimeSpan elapsed, double? fraction)
    {
        var step = (fraction ?? 0) - Fraction >= 0.1 && elapsed - At >= ShortestInterval;
        return step || elapsed - At >= Interval ? (true, new(elapsed, fraction ?? 0)) : (false, this);
    }
}
