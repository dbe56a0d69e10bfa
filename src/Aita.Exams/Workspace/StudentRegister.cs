using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Aita.Exams.Domain;

namespace Aita.Exams.Workspace;

/// <summary>
/// The students of an assignment and their pseudonyms (<c>students.json</c>): the one file that says which pseudonym is whom. It stays on
/// this machine. Immutable; adding gives another one.
/// </summary>
public sealed class StudentRegister
{
    /// <summary>No I, L, O and U: letters that are taken for others, or for words.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int PseudonymLength = 6;

    private readonly string _salt;
    private readonly Dictionary<string, StudentIdentity> _byFolder;

    private StudentRegister(string salt, IEnumerable<StudentIdentity> students) =>
        (_salt, _byFolder) = (salt, students.ToDictionary(student => student.Folder, StringComparer.Ordinal));

    /// <summary>The students in natural order of their folders.</summary>
    public IReadOnlyList<StudentIdentity> Students => [.. _byFolder.Values.OrderBy(student => student.Folder, NaturalOrder.Instance)];

    /// <summary>The student of a folder; <see langword="null"/> if it is not registered.</summary>
    public StudentIdentity? Find(string folder) => _byFolder.GetValueOrDefault(folder);

    /// <summary>The register of an assignment. Folders of students that are not in it yet are added under their folder names, and written.</summary>
    /// <exception cref="ExamException">The file is malformed, or the disk refused.</exception>
    public static async Task<StudentRegister> OpenAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var register = await ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var missing = folder.ListStudents().Where(student => register.Find(student.Name) is null).ToList();
        if (missing.Count == 0)
        {
            return register;
        }

        register = register.With(missing.Select(student => new StudentIdentity { Folder = student.Name, StudentName = student.Name }));
        await register.WriteAsync(folder, cancellationToken).ConfigureAwait(false);
        return register;
    }

    /// <summary>The register as it is written; empty, with a salt of its own, if there is none.</summary>
    /// <exception cref="ExamException">The file is malformed, or has a folder twice.</exception>
    public static async Task<StudentRegister> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var file = await JsonFile.TryReadAsync(folder.Students, StudentRegisterContext.Default.StudentRegisterFile, cancellationToken).ConfigureAwait(false);
        JsonFile.ThrowIfNull(folder.Students, "students", file?.Students);
        var twice = (file?.Students ?? []).GroupBy(student => student.Folder, StringComparer.Ordinal).Where(same => same.Skip(1).Any()).Select(same => $"'{same.Key}'").ToList();
        if (twice.Count > 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{folder.Students} has more than one entry for the folder {string.Join(", ", twice)}; keep one of each.");
        }

        return new StudentRegister(
            file?.Salt is { Length: > 0 } salt ? salt : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), file?.Students ?? []);
    }

    /// <summary>The register with these students, each under its folder, in place of what was there; pseudonyms that were given stay.</summary>
    public StudentRegister With(IEnumerable<StudentIdentity> students)
    {
        ArgumentNullException.ThrowIfNull(students);
        var all = new Dictionary<string, StudentIdentity>(_byFolder, StringComparer.Ordinal);
        foreach (var student in students)
        {
            var pseudonym = all.GetValueOrDefault(student.Folder)?.Pseudonym ?? NewPseudonym(student.Folder, all.Values);
            all[student.Folder] = student with { Pseudonym = pseudonym };
        }

        return new StudentRegister(_salt, all.Values);
    }

    /// <summary>Writes the register.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public Task WriteAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return JsonFile.WriteAsync(
            folder.Students, new StudentRegisterFile { Salt = _salt, Students = Students }, StudentRegisterContext.Default.StudentRegisterFile, cancellationToken);
    }

    /// <summary>
    /// Adds to the file the students of this register that it lacks: it may have been written since it was read, and what is there stays.
    /// </summary>
    /// <exception cref="ExamException">The file is malformed, has another pseudonym for a student by now, or the disk refused; nothing is written then.</exception>
    internal async Task WriteMissingAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var now = await ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var missing = Students.Where(student => now.Find(student.Folder) is null).ToList();
        var taken = now.Students.Select(student => student.Pseudonym).ToHashSet(StringComparer.Ordinal);
        if (missing.Exists(student => taken.Contains(student.Pseudonym))
            || Students.Any(student => now.Find(student.Folder) is { } other && !string.Equals(other.Pseudonym, student.Pseudonym, StringComparison.Ordinal)))
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{folder.Students} was written by another command since this one read it, and has other pseudonyms. Nothing was sent; run the command again.");
        }

        await AddAsync(folder, now, missing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The same where pseudonyms may differ from those in the file, which go first: a student whose pseudonym was given to somebody else in the
    /// meantime gets another one.
    /// </summary>
    /// <exception cref="ExamException">The file is malformed, or the disk refused.</exception>
    internal async Task KeepMissingAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var now = await ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        await AddAsync(folder, now, [.. Students.Where(student => now.Find(student.Folder) is null)], cancellationToken).ConfigureAwait(false);
    }

    private async Task AddAsync(AssignmentFolder folder, StudentRegister now, List<StudentIdentity> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
        {
            return;
        }

        var taken = now.Students.Select(student => student.Pseudonym).ToHashSet(StringComparer.Ordinal);
        var free = missing.Where(student => !taken.Contains(student.Pseudonym)).ToList();
        await new StudentRegister(now._byFolder.Count > 0 ? now._salt : _salt, now.Students.Concat(free)).With(missing.Except(free))
            .WriteAsync(folder, cancellationToken).ConfigureAwait(false);
    }

    private string NewPseudonym(string folder, IReadOnlyCollection<StudentIdentity> taken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_salt), Encoding.UTF8.GetBytes($"{attempt} {folder}"));
            var pseudonym = string.Concat(hash.Take(PseudonymLength).Select(b => Alphabet[b % Alphabet.Length]));
            if (taken.All(student => !string.Equals(student.Pseudonym, pseudonym, StringComparison.Ordinal)))
            {
                return pseudonym;
            }
        }
    }
}

/// <summary>What the file says.</summary>
internal sealed record StudentRegisterFile
{
    public string Salt { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<StudentIdentity> Students { get; init => field = value ?? []; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(StudentRegisterFile))]
internal sealed partial class StudentRegisterContext : JsonSerializerContext;
