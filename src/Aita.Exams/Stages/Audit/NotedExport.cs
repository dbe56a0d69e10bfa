using System.Globalization;
using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>A file that was exported, as it was noted then. The note is read field by field and not by the types of the export. Immutable.</summary>
/// <param name="Path">The file, as a full path.</param>
/// <param name="Format">What was exported, such as <c>csv</c>.</param>
/// <param name="Sha256">The hash of the file as it was written.</param>
/// <param name="Marks">What it says of each student, by the student's folder.</param>
/// <param name="Details">The stamp of what else it says, by the student's folder.</param>
internal sealed record NotedExport(string Path, string Format, string? Sha256, IReadOnlyDictionary<string, string?> Marks, IReadOnlyDictionary<string, string?> Details)
{
    /// <summary>Folders of students who are not in it because an answer was open.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>All exports that were noted.</summary>
    /// <exception cref="ExamException">The note is malformed.</exception>
    public static async Task<IReadOnlyList<NotedExport>> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        using var record = await JsonFile.TryReadAsync(folder.ExportRecord, ResultsJsonContext.Readable.JsonDocument, cancellationToken).ConfigureAwait(false);
        try
        {
            return record is null ? [] : [.. record.RootElement.GetProperty("files").EnumerateArray().Select(file => Of(file, folder))];
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            throw new ExamException(ExamErrorKind.Malformed, "The record of exports is not as aita writes it.", exception);
        }
    }

    /// <summary>Where it says something else than the marks do now, one sentence for each student.</summary>
    public IEnumerable<string> DifferencesFrom(ClassResults results)
    {
        foreach (var (name, said) in Marks)
        {
            var student = results.Students.FirstOrDefault(student => string.Equals(student.Folder.Name, name, StringComparison.Ordinal));
            var now = student is null ? "nothing, as there is no such student"
                : student.IsExcused ? "excused"
                : Text(student.Score);
            var same = string.Equals(said, now, StringComparison.Ordinal) || (student is { IsExcused: true } && said is "EX" or "excused")
                || (student is { ExcusedQuestions.Count: > 0 } && string.Equals(said, Text(student.ScoreOf(results.Spec.TotalPoints)), StringComparison.Ordinal));
            if (!same)
            {
                yield return $"{name} has {said} in the export; the grades say {now} now.";
            }
            else if (student is not null && Details.GetValueOrDefault(name) is { } stamp && !MarkStamp.Holds(stamp, student))
            {
                yield return $"{name} has the same total in the export, but its questions say something else than the grades do now.";
            }
        }

        foreach (var name in LeftOut.Where(name => results.Students.Any(student => student.Folder.Name == name && student.Open == 0 && student.Grades is not null)))
        {
            yield return $"{name} was left out of the export, as an answer was open; nothing of it is open now.";
        }
    }

    /// <summary>What would write it again; what only the teacher knows stands there in capitals.</summary>
    public string CommandFor(AssignmentFolder folder)
    {
        var (extra, output) = Format switch
        {
            "canvas" => (" --gradebook FILE --column COLUMN", "canvas.csv"),
            "moodle" => (" --worksheet FILE", "moodle.csv"),
            _ => ("", "scores.csv"),
        };
        var isArchive = System.IO.Path.GetExtension(Path) == ".zip";
        var where = isArchive ? $" --feedback-zip {ShellWord.Quote(Path)}"
            : Path == System.IO.Path.Join(folder.Exports, output) ? "" : $" -o {ShellWord.Quote(Path)}";
        return $"aita export {Format} -a {ShellWord.Quote(folder.Name)}{extra}{where}";
    }

    private static NotedExport Of(JsonElement file, AssignmentFolder folder) => new(
        System.IO.Path.GetFullPath(file.GetProperty("file").GetString() ?? throw new InvalidOperationException(), folder.Root),
        file.GetProperty("format").GetString() ?? "",
        file.GetProperty("sha256").GetString(),
        Texts(file.GetProperty("marks")),
        file.TryGetProperty("details", out var details) ? Texts(details) : new Dictionary<string, string?>(StringComparer.Ordinal))
    {
        LeftOut = file.TryGetProperty("left_out", out var leftOut) ? [.. leftOut.EnumerateArray().Select(name => name.GetString()).OfType<string>()] : [],
    };

    private static Dictionary<string, string?> Texts(JsonElement all)
    {
        var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var entry in all.EnumerateObject())
        {
            texts[entry.Name] = entry.Value.GetString();
        }

        return texts;
    }

    /// <summary>Points as exports write them.</summary>
    private static string Text(decimal points) => points.ToString("0.######", CultureInfo.InvariantCulture);
}
