using System.Collections.Frozen;
using Aita.Exams.Domain;

namespace Aita.Exams.Workspace;

/// <summary>Where everything of one student is. Immutable and thread-safe.</summary>
public sealed class StudentFolder
{
    /// <summary>The folder beside the students that holds pages no student was found for.</summary>
    public const string UnassignedPages = "Remaining_Images";

    /// <summary>Notes and left-overs that stand beside pages. Any other file counts as a page, so that none is lost without a word.</summary>
    private static readonly FrozenSet<string> NotPages =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, ".json", ".txt", ".md", ".csv", ".html", ".db", ".ini", ".tmp");

    private readonly AssignmentFolder _assignment;

    internal StudentFolder(AssignmentFolder assignment, string name) => (_assignment, Name) = (assignment, name);

    /// <summary>The student's folder name.</summary>
    public string Name { get; }

    /// <summary>The folder of page images.</summary>
    public string Pages => _assignment.In("grouped", Name);

    /// <summary>The folder of what was read.</summary>
    public string TranscriptionFolder => _assignment.In("transcription_results", Name);

    /// <summary>The pages and answers read, in one file.</summary>
    public string Transcriptions => _assignment.In("transcription_results", Name, "transcriptions.json");

    /// <summary>The answers for a person to read.</summary>
    public string TranscriptionReport => _assignment.In("transcription_results", Name, "transcription_report.html");

    /// <summary>What the transcription stage wrote last, and from what.</summary>
    public string TranscriptionRecord => _assignment.In("transcription_results", Name, "stage_record.json");

    /// <summary>The answers question by question.</summary>
    public string QuestionTranscriptions => _assignment.In("transcription_results", Name, "question_transcriptions.json");

    /// <summary>The student's grades.</summary>
    public string Grades => _assignment.In("grading_results", "students", Name, "detailed_grades.json");

    /// <summary>What the grading stage wrote last, and from what.</summary>
    public string GradingRecord => _assignment.In("grading_results", "students", Name, "stage_record.json");

    /// <summary>The student's report for a person to read: pages, answers, marks.</summary>
    public string Report => _assignment.In("reports", "students", Name, "report.html");

    /// <summary>The student's pages with the marks on them, to hand back.</summary>
    public string AnnotatedExam => _assignment.In("reports", "students", Name, "annotated.pdf");

    /// <summary>The student's grades in short.</summary>
    public string GradeSummary => _assignment.In("grading_results", "students", Name, "grade_summary.json");

    /// <summary>What the models answered, and from which requests: the grades follow from it.</summary>
    public string Gradings => _assignment.In("grading_results", "students", Name, "gradings.json");

    /// <summary>What was read from one page.</summary>
    /// <param name="page">The page of the student's exam, from 1.</param>
    public string PageTranscription(int page)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        return _assignment.In("transcription_results", Name, $"page_{page:000}_transcription.json");
    }

    /// <summary>The page files as full paths in natural order of their names (never by date); empty if there are none.</summary>
    public IReadOnlyList<string> ListPages() => !Directory.Exists(Pages)
        ? []
        : [.. Directory.EnumerateFiles(Pages)
            .Where(path => !Path.GetFileName(path).StartsWith('.') && !NotPages.Contains(Path.GetExtension(path)))
            .OrderBy(path => Path.GetFileName(path), NaturalOrder.Instance)];
}
