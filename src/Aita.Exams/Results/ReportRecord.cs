using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>
/// What each report was made from (<c>reports/report_record.json</c>), so that one which no longer says what the files say is found before
/// somebody hands it out. Immutable.
/// </summary>
internal sealed record ReportRecord
{
    /// <summary>The stamp of each report by its path in the assignment's folder.</summary>
    public IReadOnlyDictionary<string, ReportStamp?> Reports { get; init => field = value ?? None; } = None;

    private static IReadOnlyDictionary<string, ReportStamp?> None { get; } = new Dictionary<string, ReportStamp?>(StringComparer.Ordinal);

    /// <summary>The record; empty when there is none, or one that nobody can read: making the reports again writes it anew.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static async Task<ReportRecord> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonFile.TryReadAsync(folder.ReportRecord, ReportRecordContext.Default.ReportRecord, cancellationToken).ConfigureAwait(false) ?? new ReportRecord();
        }
        catch (ExamException exception) when (exception.Kind == ExamErrorKind.Malformed)
        {
            return new ReportRecord();
        }
    }

    /// <summary>Writes the stamps of reports that were just made; those of files that are gone are dropped.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static async Task AddAsync(AssignmentFolder folder, IReadOnlyDictionary<string, ReportStamp> made, CancellationToken cancellationToken)
    {
        var reports = new SortedDictionary<string, ReportStamp?>(StringComparer.Ordinal);
        foreach (var (name, stamp) in (await ReadAsync(folder, cancellationToken).ConfigureAwait(false)).Reports.Where(report => File.Exists(folder.In(report.Key))))
        {
            reports[name] = stamp;
        }

        foreach (var (path, stamp) in made)
        {
            reports[NameOf(folder, path)] = stamp;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(new ReportRecord { Reports = reports }, ReportRecordContext.Default.ReportRecord);
        await ChangedFile.WriteAsync(folder.ReportRecord, [.. json, (byte)'\n'], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The reports that are there, but do not say what the files say now, or of which nobody knows it; the class comes last.</summary>
    public IReadOnlyList<OutdatedReport> OutdatedIn(ClassResults results)
    {
        var outdated = new List<OutdatedReport>();
        var now = new Lazy<IReadOnlyDictionary<string, ReportStamp>>(() => ReportStamp.OfStudents(results));
        foreach (var student in results.Students)
        {
            outdated.AddRange(new[] { student.Folder.Report, student.Folder.AnnotatedExam }
                .Where(path => File.Exists(path) && !Holds(results.Folder, path, now.Value[student.Folder.Name]))
                .Select(path => Outdated(results.Folder, path, student.Folder.Name)));
        }

        var known = results.Students.Select(student => student.Folder.Name).ToHashSet(StringComparer.Ordinal);
        outdated.AddRange(results.LeftOver.Where(folder => !known.Contains(folder.Name))
            .SelectMany(folder => new[] { folder.Report, folder.AnnotatedExam }.Where(File.Exists).Select(path => Outdated(results.Folder, path, folder.Name))));
        var ofClass = results.Folder.ClassReport;
        return File.Exists(ofClass) && !Holds(results.Folder, ofClass, ReportStamp.OfClass(results, now.Value)) ? [.. outdated, Outdated(results.Folder, ofClass, student: null)] : outdated;
    }

    private OutdatedReport Outdated(AssignmentFolder folder, string path, string? student) => new(path, student, Reports.GetValueOrDefault(NameOf(folder, path)) is not null);

    private bool Holds(AssignmentFolder folder, string path, ReportStamp now) => Reports.GetValueOrDefault(NameOf(folder, path))?.Holds(now) == true;

    private static string NameOf(AssignmentFolder folder, string path) => Path.GetRelativePath(folder.Root, path).Replace('\\', '/');
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ReportRecord))]
internal sealed partial class ReportRecordContext : JsonSerializerContext;
