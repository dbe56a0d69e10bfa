using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>Notes what was exported, so that a check finds files that no longer say what the grades say. One entry a file; the last one counts.</summary>
internal static class ExportRecord
{
    /// <exception cref="ExamException">The record is malformed, or the disk refused.</exception>
    public static async Task AddAsync(AssignmentFolder folder, ExportedFile file, CancellationToken cancellationToken)
    {
        var record = await JsonFile.TryReadAsync(folder.ExportRecord, ExportRecordContext.Default.ExportRecordFile, cancellationToken).ConfigureAwait(false) ?? new ExportRecordFile();
        var name = Path.GetRelativePath(folder.Root, file.Path).Replace('\\', '/');
        name = name.StartsWith("../", StringComparison.Ordinal) ? file.Path : name;
        var bytes = await File.ReadAllBytesAsync(file.Path, cancellationToken).ConfigureAwait(false);
        var entry = new ExportRecordEntry
        {
            File = name,
            Format = file.Format,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Marks = new SortedDictionary<string, string>(file.Values.ToDictionary(value => value.Key.Folder.Name, value => value.Value, StringComparer.Ordinal), StringComparer.Ordinal),
            Details = file.Stamp is null ? null : Details(file.Values.Keys, file.Stamp),
            LeftOut = file.LeftOut.Count == 0 ? null : [.. file.LeftOut.Select(student => student.Folder.Name).Order(StringComparer.Ordinal)],
        };
        await JsonFile.WriteAsync(
            folder.ExportRecord,
            new ExportRecordFile { Files = [.. record.Files.Where(other => !string.Equals(other.File, name, StringComparison.Ordinal)), entry] },
            ExportRecordContext.Default.ExportRecordFile,
            cancellationToken).ConfigureAwait(false);
    }

    private static SortedDictionary<string, string> Details(IEnumerable<StudentResult> students, Func<StudentResult, string?> stampOf)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var student in students)
        {
            if (stampOf(student) is { } stamp)
            {
                details[student.Folder.Name] = stamp;
            }
        }

        return details;
    }
}

/// <summary>The shape of <c>exports/export_record.json</c>.</summary>
internal sealed record ExportRecordFile
{
    public IReadOnlyList<ExportRecordEntry> Files { get; init => field = value ?? []; } = [];
}

/// <summary>One exported file.</summary>
internal sealed record ExportRecordEntry
{
    public string File { get; init => field = value ?? ""; } = "";

    public string Format { get; init => field = value ?? ""; } = "";

    public string Sha256 { get; init => field = value ?? ""; } = "";

    /// <summary>What the file says, by the student's folder.</summary>
    public IReadOnlyDictionary<string, string> Marks { get; init => field = value ?? None; } = None;

    /// <summary>A stamp of what else it says, by the student's folder; <see langword="null"/> when it says nothing else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>Folders of students who are not in it because an answer was open; <see langword="null"/> when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LeftOut { get; init; }

    private static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ExportRecordFile))]
internal sealed partial class ExportRecordContext : JsonSerializerContext;
