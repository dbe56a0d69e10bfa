using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// The folder name of each student: the name, and with the number where two have the same. Students keep the folders they have; what is decided
/// and corrected there is theirs, so a folder is not passed on to a student of another name because the number is the same. Pure.
/// </summary>
internal sealed class StudentFolders
{
    /// <summary>Names that are this much alike are one name that was corrected.</summary>
    private const double SameName = 0.85;

    private readonly Dictionary<RosterEntry, string> _folders = [];
    private readonly List<string> _doubts = [];

    /// <param name="students">All students.</param>
    /// <param name="known">Students that have folders already, which they keep.</param>
    public StudentFolders(IReadOnlyList<RosterEntry> students, IReadOnlyList<StudentIdentity> known)
    {
        var names = students.CountBy(student => NameOf(student), StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var kept = Kept(students, known);
        var taken = new HashSet<string>(known.Select(student => student.Folder).Append(StudentFolder.UnassignedPages), StringComparer.OrdinalIgnoreCase);
        foreach (var student in students)
        {
            if (kept.TryGetValue(student, out var folder))
            {
                _folders.Add(student, folder);
                continue;
            }

            folder = names[NameOf(student)] == 1 ? NameOf(student) : SafeName.Of($"{student.Name} ({student.StudentId ?? student.Email ?? "?"})");
            for (var number = 2; !taken.Add(folder); number++)
            {
                folder = SafeName.Of($"{student.Name} ({student.StudentId ?? student.Email ?? "?"}) {number}");
            }

            _folders.Add(student, folder);
        }
    }

    /// <summary>Students of whom the register says something else, one sentence each.</summary>
    public IReadOnlyList<string> Doubts => _doubts;

    public string Of(RosterEntry student) => _folders[student];

    /// <summary>Who keeps which folder: by number and name, else by the name alone, else by the number if the name was only corrected.</summary>
    private Dictionary<RosterEntry, string> Kept(IReadOnlyList<RosterEntry> students, IReadOnlyList<StudentIdentity> known)
    {
        var byId = known.Where(student => Roster.NormalizeId(student.StudentId).Length > 0)
            .DistinctBy(student => Roster.NormalizeId(student.StudentId), StringComparer.Ordinal).ToDictionary(student => Roster.NormalizeId(student.StudentId), StringComparer.Ordinal);
        var byName = known.ToLookup(student => PersonName.Normalize(student.StudentName), StringComparer.Ordinal);
        var names = students.CountBy(student => PersonName.Normalize(student.Name), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var kept = new Dictionary<RosterEntry, string>();
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        foreach (var student in students)
        {
            if (Registered(student) is { } identity && HasName(identity, student))
            {
                Keep(student, identity);
            }
        }

        foreach (var student in students.Where(student => !kept.ContainsKey(student)))
        {
            var name = PersonName.Normalize(student.Name);
            if (name.Length > 0 && names[name] == 1 && byName[name].ToList() is [var identity] && !given.Contains(identity.Folder))
            {
                Keep(student, identity);
                if (student.StudentId is { } id && identity.StudentId is { } other)
                {
                    _doubts.Add($"The roster has '{student.Name}' with the id {id}, and students.json with {other}: the folder '{identity.Folder}' stays that of the name. Check the ids in the roster.");
                }
            }
        }

        foreach (var student in students.Where(student => !kept.ContainsKey(student)))
        {
            if (Registered(student) is not { } identity)
            {
                continue;
            }

            var isCorrected = !given.Contains(identity.Folder) && PersonName.Similarity(identity.StudentName, student.Name) >= SameName;
            if (isCorrected)
            {
                Keep(student, identity);
            }

            _doubts.Add($"The id {student.StudentId} is that of '{student.Name}' in the roster and of '{identity.StudentName}' in students.json: "
                + (isCorrected ? $"the folder stays '{identity.Folder}'." : $"the folder '{identity.Folder}' is not passed on. If they are one person, write the name of the roster in students.json and run it again."));
        }

        return kept;

        StudentIdentity? Registered(RosterEntry student) => byId.GetValueOrDefault(Roster.NormalizeId(student.StudentId));

        void Keep(RosterEntry student, StudentIdentity identity)
        {
            kept.Add(student, identity.Folder);
            given.Add(identity.Folder);
        }
    }

    private static bool HasName(StudentIdentity identity, RosterEntry student) =>
        string.Equals(PersonName.Normalize(identity.StudentName), PersonName.Normalize(student.Name), StringComparison.Ordinal)
        || string.Equals(identity.StudentName, student.Name, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(RosterEntry student) => SafeName.Of(student.Name);
}
