namespace Aita.Exams.Stages.Reports;

/// <summary>What is reported, and how.</summary>
public sealed record ReportStageOptions
{
    /// <summary>Only this student (folder name or name); the report on the class is made of everyone all the same. <see langword="null"/> for all.</summary>
    public string? Student { get; init; }

    /// <summary>Letters for shares of the total; <see langword="null"/> for none.</summary>
    /// <value><see langword="null"/>: no letters.</value>
    public LetterScale? Scale { get; init; }

    /// <summary>Whether pages with marks on them are written as PDF.</summary>
    /// <value><see langword="true"/>.</value>
    public bool AnnotatedPdf { get; init; } = true;

    /// <summary>What the work has cost; empty leaves the part out.</summary>
    public IReadOnlyList<ReportCost> Costs { get; init; } = [];
}

/// <summary>What one kind of call has cost. Immutable.</summary>
/// <param name="Operation">What the calls were for, such as <c>transcription</c>.</param>
/// <param name="Calls">How many.</param>
/// <param name="Usd">Their known cost in USD.</param>
/// <param name="CallsOfUnknownCost">How many have no known cost.</param>
public sealed record ReportCost(string Operation, long Calls, decimal Usd, long CallsOfUnknownCost);
