using Aita.Exams.Workspace;

namespace Aita.Exams.Domain;

/// <summary>
/// The list of students of an exam. Reads the CSV files that learning platforms export: a Canvas gradebook, Moodle participants, a Gradescope
/// roster, or two columns of one's own. Immutable.
/// </summary>
public sealed class Roster
{
    private const long MaxBytes = 16L * 1024 * 1024;

    private readonly Dictionary<string, RosterEntry> _byId;

    internal Roster(IReadOnlyList<RosterEntry> students, IReadOnlyList<string> warnings)
    {
        (Students, Warnings) = (students, warnings);
        _byId = students.Where(student => NormalizeId(student.StudentId).Length > 0).ToDictionary(student => NormalizeId(student.StudentId), StringComparer.Ordinal);
    }

    /// <summary>The students in the order of the file.</summary>
    public IReadOnlyList<RosterEntry> Students { get; }

    /// <summary>Rows that are no students, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ExamException">Missing, unreadable, no list of students, or one with duplicates: the message names every one.</exception>
    public static async Task<Roster> ReadAsync(string path, CancellationToken cancellationToken = default) =>
        await TryReadAsync(path, cancellationToken).ConfigureAwait(false)
        ?? throw new ExamException(ExamErrorKind.Missing, $"There is no list of students at {path}: put a CSV file there, with the columns 'Student Name' and 'student_id'.");

    /// <summary>Reads a file; <see langword="null"/> if there is none.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<Roster?> TryReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var length = new FileInfo(path).Length;
            return length > MaxBytes
                ? throw new ExamException(ExamErrorKind.Invalid, $"The list of students {path} has {length} bytes; at most {MaxBytes} are read.")
                : RosterFile.Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not read {path}: {exception.Message}", exception);
        }
    }

    /// <summary>The student of that id, else the only one of that name; <see langword="null"/> if there is none, or more than one.</summary>
    /// <param name="text">An id or a name, as a person writes it.</param>
    public RosterEntry? Find(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (_byId.TryGetValue(NormalizeId(text), out var student))
        {
            return student;
        }

        var name = PersonName.FirstNameFirst(text);
        var same = Students.Where(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        var alike = same.Count > 0 ? same : [.. Students.Where(entry => PersonName.Similarity(entry.Name, name) >= 1)];
        return alike.Count == 1 ? alike[0] : null;
    }

    /// <summary>An id as it is compared: letters and digits only, upper case. Leading zeros stay.</summary>
    public static string NormalizeId(string? id) => id is null ? "" : string.Concat(id.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
