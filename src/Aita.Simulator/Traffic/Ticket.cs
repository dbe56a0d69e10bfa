namespace Aita.Simulator;

/// <summary>A request's place in the log; the generation tells requests from before a reset.</summary>
internal sealed class Ticket(long sequence, long timestamp, TimeSpan arrival, int generation)
{
    public long Sequence { get; } = sequence;

    /// <summary>When it arrived, by the options' clock: its latency counts from here, as its record does.</summary>
    public long Timestamp { get; } = timestamp;

    /// <summary>The same since the log's beginning.</summary>
    public TimeSpan Arrival { get; } = arrival;

    public int Generation { get; } = generation;

    /// <summary>Set by the log with the first ending; later ones are ignored.</summary>
    public bool Closed { get; set; }
}
