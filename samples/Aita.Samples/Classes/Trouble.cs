namespace Aita.Samples;

/// <summary>A planted trouble and what must become of it.</summary>
/// <param name="Kind">What it is, as a snake_case name.</param>
/// <param name="Student">The key of the student it happens to.</param>
/// <param name="Outcome">
/// <c>handled</c>: the program gets it right without a person; <c>noted</c>: a warning names it; <c>needs_review</c>: the mark of
/// the question waits for a person; <c>missing_page</c>: that question has no mark; <c>unresolved</c>: a person says whose
/// the exam is.
/// </param>
/// <param name="What">What was done, and what must happen.</param>
internal sealed record Trouble(string Kind, string Student, string Outcome, string What)
{
    /// <summary>The page of the exam; null when it is about all of them.</summary>
    public int? Page { get; init; }

    /// <summary>The question it is about; null when it is about none.</summary>
    public string? QuestionId { get; init; }

    /// <summary>The other student, where there are two.</summary>
    public string? With { get; init; }

    /// <summary>The scanned file in which it shows, relative to the folder of scans; null when there is none.</summary>
    public string? File { get; init; }

    /// <summary>The page within that file, from 1; null when it is about the whole file.</summary>
    public int? PageInFile { get; init; }
}
