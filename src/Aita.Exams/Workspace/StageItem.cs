namespace Aita.Exams.Workspace;

/// <summary>What became of one thing that a stage makes: an answer key, a rubric, a page. Immutable.</summary>
/// <param name="Id">The id of its task, such as <c>rubric_1a</c>.</param>
/// <param name="Name">What it is, for a person: <c>rubric of question 1a</c>.</param>
/// <param name="State">What became of it.</param>
public sealed record StageItem(string Id, string Name, StageItemState State)
{
    /// <summary>Why there is none; <see langword="null"/> if there is one.</summary>
    public string? Error { get; init; }

    /// <summary>The time of its requests together; zero if none was sent.</summary>
    public TimeSpan CallTime { get; init; }

    /// <summary>Whether there is a result to use.</summary>
    public bool IsUsable => State is not (StageItemState.Failed or StageItemState.NotRun);
}

/// <summary>What became of one thing that a stage makes.</summary>
public enum StageItemState
{
    /// <summary>Made in this run (or bought in an earlier one that was interrupted).</summary>
    Made,

    /// <summary>Made in an earlier run from the same question, and kept.</summary>
    Kept,

    /// <summary>Given by the instructor and used as it is.</summary>
    Given,

    /// <summary>Written or edited by a person in the result file, and kept.</summary>
    Edited,

    /// <summary>Tried and given up on.</summary>
    Failed,

    /// <summary>Not tried to the end; the next run goes on with it.</summary>
    NotRun,
}
