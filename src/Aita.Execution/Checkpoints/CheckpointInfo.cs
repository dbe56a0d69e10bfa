namespace Aita.Execution;

/// <summary>One checkpoint file in a list. Immutable.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Name">Name of the batch; taken from the file's name when the file is in use.</param>
/// <param name="CreatedAt">When the batch was begun, UTC.</param>
/// <param name="SizeBytes">Size in bytes.</param>
/// <param name="IsInUse">Whether a batch is running on it.</param>
public sealed record CheckpointInfo(string Path, string Name, DateTimeOffset CreatedAt, long SizeBytes, bool IsInUse);

/// <summary>What is in one checkpoint file. Immutable.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Name">Name of the batch.</param>
/// <param name="CreatedAt">When the batch was begun.</param>
/// <param name="SizeBytes">Size in bytes.</param>
public sealed record CheckpointSummary(string Path, string Name, DateTimeOffset CreatedAt, long SizeBytes)
{
    /// <summary>Records, those that a later run has superseded included.</summary>
    public int Records { get; init; }

    /// <summary>Tasks whose last record is a success; a resumed batch does not run them again.</summary>
    public int Succeeded { get; init; }

    /// <summary>Tasks whose last record is a failure; a resumed batch runs them again.</summary>
    public int Failed { get; init; }

    /// <summary>Requests that were sent, and what they failed with.</summary>
    public RequestTally Requests { get; init; }

    /// <summary>Cost in USD of all records whose cost is known.</summary>
    public decimal Cost { get; init; }

    /// <summary>Under a spending cap: what was reserved for requests that broke off, so that nobody knows what they cost.</summary>
    public CostReservation Reserved { get; init; }

    /// <summary>Tokens of all records whose usage is known.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>True when the end of the file is torn, by a crash in the middle of a write; the next resume repairs it.</summary>
    public bool IsTorn { get; init; }
}
