namespace Aita.Exams.Stages.Audit;

/// <summary>What a check of an assignment found. Immutable.</summary>
public sealed record VerificationResult
{
    /// <summary>Everything that is wrong; empty when all adds up.</summary>
    public required IReadOnlyList<VerificationProblem> Problems { get; init; }

    /// <summary>What was looked at, and how many of it.</summary>
    public required IReadOnlyList<(string What, int Count)> Checked { get; init; }

    /// <summary>What could not be looked at because its stage has not begun.</summary>
    public required IReadOnlyList<string> NotBegun { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;
}

/// <summary>One thing that is wrong. Immutable.</summary>
/// <param name="Check">Which check found it: pages, readings, grades, quotes, decisions, reports, exports.</param>
/// <param name="File">The file it is about, as a full path.</param>
/// <param name="Message">What is wrong, one sentence with the values.</param>
/// <param name="Advice">What to do, one sentence.</param>
public sealed record VerificationProblem(string Check, string File, string Message, string Advice);
