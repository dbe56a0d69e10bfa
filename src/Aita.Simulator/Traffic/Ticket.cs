namespace Aita.Simulator;

/// <summary>A request's place in the log; the generation tells requests from before a reset.</summary>
internal sealed class Ticket(long sequence, TimeSpan arrival, int generation)
{
    public long Sequence { get; } = sequence;

    public TimeSpan Arrival { get; } = arrival;

    public int Generation { get; } = generation;

    /// <summary>Set by the log with the first ending; later ones are ignored.</summary>
    public bool Closed { get; set; }
}
