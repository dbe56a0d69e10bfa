namespace Aita.Benchmarks.Kills;

/// <summary>What was seen over all kills.</summary>
internal sealed class KillFigures
{
    public int Kills { get; set; }

    public int BeforeFirstRequest { get; set; }

    public int Torn { get; set; }

    public int CompletedBatches { get; set; }

    /// <summary>Records that were in a checkpoint after a kill, counted at every kill.</summary>
    public long Records { get; set; }

    public int Lost { get; set; }

    public int BoughtTwice { get; set; }

    /// <summary>Requests that were in flight at kills, and so sent once more.</summary>
    public long InFlight { get; set; }
}
