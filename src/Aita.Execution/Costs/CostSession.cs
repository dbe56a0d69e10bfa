namespace Aita.Execution;

/// <summary>What one session cost, as its ledger says. Immutable.</summary>
public sealed record CostSession
{
    /// <summary>Id of the session: when it began (UTC) and eight hexadecimal digits.</summary>
    public required string SessionId { get; init; }

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>When the first call ended; null without calls.</summary>
    public DateTimeOffset? FirstCall { get; init; }

    /// <summary>When the last call ended; null without calls.</summary>
    public DateTimeOffset? LastCall { get; init; }

    /// <summary>The sums.</summary>
    public required CostSummary Costs { get; init; }

    /// <summary>Lines that could not be read, such as a last line that a crash cut off. They are not in the sums.</summary>
    public int UnreadableLines { get; init; }
}
