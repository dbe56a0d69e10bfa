using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>What is counted to say how far an assignment is. Immutable.</summary>
internal sealed record StatusFacts
{
    public required AssignmentFolder Folder { get; init; }

    /// <summary>The exam; <see langword="null"/> while there is none.</summary>
    public ExamSpec? Spec { get; private init; }

    public int Questions => Spec?.Questions.Count ?? 0;

    /// <summary>Files in the folder of scans.</summary>
    public int Scans { get; private init; }

    /// <summary>Students with pages.</summary>
    public int Students { get; private init; }

    public int Pages { get; private init; }

    public int UnassignedPages { get; private init; }

    /// <summary>Entries that ingest left to a person.</summary>
    public int Unresolved { get; private init; }

    public int Rubrics { get; private init; }

    public int Approved { get; private init; }

    public int PagesRead { get; private init; }

    /// <summary>Students whose answers are there question by question.</summary>
    public int StudentsRead { get; private init; }

    public int FailedPages { get; private init; }

    public int MissingPages { get; private init; }

    public int StudentsGraded { get; private init; }

    /// <summary>Answers of graded students that wait for a person.</summary>
    public int Open { get; private init; }

    /// <summary>Answers of graded students for which a machine failed.</summary>
    public int Failed { get; private init; }

    public int Suggested { get; private init; }

    /// <summary>Graded students whose marks no longer follow from what is there.</summary>
    public IReadOnlyList<StudentResult> Stale { get; private init; } = [];

    public bool HasClassReport { get; private init; }

    public int StudentReports { get; private init; }

    /// <summary>Reports that no longer say what the marks say.</summary>
    public IReadOnlyList<OutdatedReport> OutdatedReports { get; private init; } = [];

    /// <summary>Students who have such a report.</summary>
    public int StudentsWithOutdatedReports => OutdatedReports.Select(report => report.Student).OfType<string>().Distinct(StringComparer.Ordinal).Count();

    public int Exports { get; private init; }

    /// <summary>Exports that no longer say what the marks say.</summary>
    public IReadOnlyList<NotedExport> OutdatedExports { get; private init; } = [];

    /// <exception cref="ExamException">A file is malformed.</exception>
    public static async Task<StatusFacts> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var hasSpec = File.Exists(folder.ExamSpec);
        var results = hasSpec ? await ClassResults.ReadAsync(folder, cancellationToken).ConfigureAwait(false) : null;
        var manifest = await PageManifest.TryReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var students = folder.ListStudents();
        var rubrics = await ExamFiles.TryReadRubricsAsync(folder.Rubrics, cancellationToken).ConfigureAwait(false) ?? [];
        var graded = results?.Students.Where(student => student.Grades is not null).ToList() ?? [];
        return new StatusFacts
        {
            Folder = folder,
            Spec = results?.Spec,
            Scans = Directory.Exists(folder.Scans) ? Directory.EnumerateFiles(folder.Scans, "*", SearchOption.AllDirectories).Count() : 0,
            Students = students.Count,
            Pages = students.Sum(student => student.ListPages().Count),
            UnassignedPages = manifest?.Pages.Count(page => page.State == "unassigned") ?? 0,
            Unresolved = await CountUnresolvedAsync(folder, cancellationToken).ConfigureAwait(false),
            Rubrics = rubrics.Count(rubric => results?.Spec.Find(rubric.QuestionId) is not null),
            Approved = await CountApprovedAsync(folder, rubrics, cancellationToken).ConfigureAwait(false),
            PagesRead = students.Sum(student => Directory.Exists(student.TranscriptionFolder) ? Directory.EnumerateFiles(student.TranscriptionFolder, "page_*_transcription.json").Count() : 0),
            StudentsRead = students.Count(student => File.Exists(student.QuestionTranscriptions) || File.Exists(student.Transcriptions)),
            FailedPages = results?.Students.Sum(student => student.Transcript?.FailedPages.Count ?? 0) ?? 0,
            MissingPages = results?.Students.Sum(student => student.Transcript?.MissingPages.Count ?? 0) ?? 0,
            StudentsGraded = graded.Count,
            Open = graded.Sum(student => student.Open),
            Failed = graded.Sum(student => student.Answers.Count(answer => answer.State is null or GradeState.Failed)),
            Suggested = graded.Sum(student => student.Suggested),
            Stale = [.. graded.Where(student => student.Stale.Count > 0)],
            HasClassReport = File.Exists(folder.ClassReport),
            StudentReports = students.Count(student => File.Exists(student.Report)),
            OutdatedReports = results is null ? [] : (await ReportRecord.ReadAsync(folder, cancellationToken).ConfigureAwait(false)).OutdatedIn(results),
            OutdatedExports = results is null ? [] : await OutdatedExportsAsync(results, cancellationToken).ConfigureAwait(false),
            Exports = Directory.Exists(folder.Exports) ? Directory.EnumerateFiles(folder.Exports).Count(path => path != folder.ExportRecord && !Path.GetFileName(path).StartsWith('.')) : 0,
        };
    }

    private static async Task<IReadOnlyList<NotedExport>> OutdatedExportsAsync(ClassResults results, CancellationToken cancellationToken)
    {
        try
        {
            var exports = await NotedExport.ReadAsync(results.Folder, cancellationToken).ConfigureAwait(false);
            return [.. exports.Where(export => export.DifferencesFrom(results).Any())];
        }
        catch (ExamException exception) when (exception.Kind == ExamErrorKind.Malformed)
        {
            // A check of the assignment says so; the status is about everything else, too.
            return [];
        }
    }

    private static async Task<int> CountApprovedAsync(AssignmentFolder folder, IReadOnlyList<Rubric> rubrics, CancellationToken cancellationToken)
    {
        var approvals = await Approvals.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var keys = await ExamFiles.TryReadAnswerKeysAsync(folder.AnswerKeys, cancellationToken).ConfigureAwait(false) ?? [];
        return rubrics.Count(rubric => approvals.Find(rubric, keys.FirstOrDefault(key => string.Equals(key.QuestionId, rubric.QuestionId, StringComparison.Ordinal))) is not null);
    }

    /// <summary>Items without a student: a person decides one by writing who it is.</summary>
    private static async Task<int> CountUnresolvedAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var json = await JsonFile.TryReadAsync(folder.Unresolved, ResultsJsonContext.Readable.JsonDocument, cancellationToken).ConfigureAwait(false);
        if (json is null)
        {
            return 0;
        }

        using (json)
        {
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
                ? items.EnumerateArray().Count(item => item.ValueKind == JsonValueKind.Object && PageManifest.Text(item, "student") is null)
                : 0;
        }
    }
}
