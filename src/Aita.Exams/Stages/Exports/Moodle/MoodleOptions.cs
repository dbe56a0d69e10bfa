namespace Aita.Exams.Stages.Exports;

/// <summary>What is filled for Moodle.</summary>
public sealed record MoodleOptions
{
    /// <summary>The offline grading worksheet as the teacher downloaded it; only read.</summary>
    public required string Worksheet { get; init; }

    /// <summary>The heading of the grade's column, where its language is not known; <see langword="null"/> to find it.</summary>
    public string? GradeColumn { get; init; }

    /// <summary>The heading of the feedback's column, where its language is not known; <see langword="null"/> to find it.</summary>
    public string? FeedbackColumn { get; init; }

    /// <summary>Whether feedback is filled in, too; what a person wrote there stays.</summary>
    /// <value><see langword="true"/>.</value>
    public bool Feedback { get; init; } = true;

    /// <summary>Where the archive of annotated PDFs for "upload multiple feedback files in a zip" is written; <see langword="null"/> for none.</summary>
    public string? FeedbackZip { get; init; }
}
