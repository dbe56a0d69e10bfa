namespace Aita.Exams.Stages.Reports;

/// <summary>What the reports are about, and which files changed. Immutable.</summary>
public sealed record ReportStageResult
{
    /// <summary>The report on the class.</summary>
    public required string ClassReport { get; init; }

    /// <summary>Files that were written in this run, full paths.</summary>
    public required IReadOnlyList<string> Written { get; init; }

    /// <summary>Files that already held what they should.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Students in the class, those with 0 points included.</summary>
    public required int Students { get; init; }

    /// <summary>Students with an answer that waits for a person.</summary>
    public required int OpenStudents { get; init; }

    /// <summary>Answers that wait for a person.</summary>
    public required int OpenAnswers { get; init; }

    /// <summary>What a person should know, one sentence each: pages that could not be shown.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
