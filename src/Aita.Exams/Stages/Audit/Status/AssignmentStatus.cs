namespace Aita.Exams.Stages.Audit;

/// <summary>How far an assignment is, what waits for a person, and what to do next. Immutable.</summary>
public sealed record AssignmentStatus
{
    /// <summary>The assignment.</summary>
    public required string Assignment { get; init; }

    /// <summary>The folder that was looked at, as a full path.</summary>
    public required string Folder { get; init; }

    /// <summary>The stages in the order in which they are done.</summary>
    public required IReadOnlyList<StageStatus> Stages { get; init; }

    /// <summary>What waits for a person.</summary>
    public required IReadOnlyList<WaitingItem> Waiting { get; init; }

    /// <summary>The command to type next; <see langword="null"/> when nothing is left to do.</summary>
    public required string? Next { get; init; }
}

/// <summary>One stage. Immutable.</summary>
/// <param name="Stage">Its command, such as <c>transcribe</c>.</param>
/// <param name="State">How far it is.</param>
/// <param name="Details">What there is, in words.</param>
public sealed record StageStatus(string Stage, StageProgress State, string Details);

/// <summary>How far a stage is.</summary>
public enum StageProgress
{
    /// <summary>Nothing is there.</summary>
    NotBegun,

    /// <summary>Some of it is there.</summary>
    Partly,

    /// <summary>All of it is there.</summary>
    Done,
}

/// <summary>Something that waits for a person. Immutable.</summary>
/// <param name="Kind">What, in one word for scripts, such as <c>open_answers</c>.</param>
/// <param name="What">What, in words.</param>
/// <param name="Count">How many of them.</param>
/// <param name="Where">The file to look at, as a full path.</param>
/// <param name="Command">What to type.</param>
public sealed record WaitingItem(string Kind, string What, int Count, string Where, string Command);
