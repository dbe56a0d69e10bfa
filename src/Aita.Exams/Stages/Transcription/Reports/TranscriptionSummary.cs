using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What was read of all students (<c>transcription_results/summary_report.json</c>).</summary>
public sealed record TranscriptionSummary
{
    /// <summary>The assignment.</summary>
    public string Assignment { get; init; } = "";

    /// <summary>The model of the last run; <see langword="null"/> if unknown.</summary>
    public string? Model { get; init; }

    /// <summary>Students of whom there is a result.</summary>
    public int TotalStudents { get; init; }

    /// <summary>Pages that were to be read.</summary>
    public int TotalPages { get; init; }

    /// <summary>Pages that were read, blank ones included.</summary>
    public int SuccessfulPages { get; init; }

    /// <summary>Pages that could not be read.</summary>
    public int FailedPages { get; init; }

    /// <summary>Share of pages read, in per cent.</summary>
    public double SuccessRate { get; init; }

    /// <summary>Mean confidence of the pages read, 0 to 1.</summary>
    public double AverageConfidence { get; init; }

    /// <summary>The time spent reading, in seconds: the sum over all pages.</summary>
    public double ProcessingTime { get; init; }

    /// <summary>Each student in brief.</summary>
    public IReadOnlyList<StudentSummary> Students { get; init; } = [];

    /// <summary>When the summary was made.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Adds up students. Pure.</summary>
    internal static TranscriptionSummary Of(string assignment, string? model, IReadOnlyList<StudentTranscription> students, DateTimeOffset now)
    {
        var pages = students.Sum(student => student.TotalPages);
        var read = students.Sum(student => student.SuccessfulPages);
        return new TranscriptionSummary
        {
            Assignment = assignment,
            Model = model,
            TotalStudents = students.Count,
            TotalPages = pages,
            SuccessfulPages = read,
            FailedPages = students.Sum(student => student.FailedPages),
            SuccessRate = pages == 0 ? 0 : Math.Round(100.0 * read / pages, 2),
            AverageConfidence = read == 0 ? 0 : Math.Round(students.Sum(student => student.AverageConfidence * student.SuccessfulPages) / read, 4),
            ProcessingTime = Math.Round(students.Sum(student => student.ProcessingTime), 3),
            Students = [.. students.Select(student => new StudentSummary(
                student.StudentName, student.TotalPages, student.SuccessfulPages, student.FailedPages, student.SuccessRate, student.AverageConfidence, student.Errors))],
            Timestamp = now,
        };
    }
}

/// <summary>One student in brief.</summary>
/// <param name="StudentName">The student.</param>
/// <param name="TotalPages">Pages that were to be read.</param>
/// <param name="SuccessfulPages">Pages that were read.</param>
/// <param name="FailedPages">Pages that could not be read.</param>
/// <param name="SuccessRate">Share of pages read, in per cent.</param>
/// <param name="AverageConfidence">Mean confidence, 0 to 1.</param>
/// <param name="Errors">What went wrong.</param>
public sealed record StudentSummary(
    string StudentName, int TotalPages, int SuccessfulPages, int FailedPages, double SuccessRate, double AverageConfidence, IReadOnlyList<string> Errors);
