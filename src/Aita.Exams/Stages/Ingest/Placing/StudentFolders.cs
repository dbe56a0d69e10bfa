using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>The folder name of each student: the name, and with the number where two have the same. Pure.</summary>
internal sealed class StudentFolders
{
    private readonly Dictionary<RosterEntry, string> _folders = [];

    /// <param name="students">All students.</param>
    /// <param name="known">Students that have folders already, which they keep.</param>
    public StudentFolders(IReadOnlyList<RosterEntry> students, IReadOnlyList<StudentIdentity> known)
    {
        var byId = known.Where(student => student.StudentId is not null)
            .DistinctBy(student => Roster.NormalizeId(student.StudentId), StringComparer.Ordinal).ToDictionary(student => Roster.NormalizeId(student.StudentId), StringComparer.Ordinal);
        var names = students.CountBy(student => NameOf(student), StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { StudentFolder.UnassignedPages };
        foreach (var student in students)
        {
            var folder = student.StudentId is { } id && byId.TryGetValue(Roster.NormalizeId(id), out var identity) ? identity.Folder
                : names[NameOf(student)] == 1 ? NameOf(student)
                : SafeName.Of($"{student.Name} ({student.StudentId ?? student.Email ?? "?"})");
            for (var number = 2; !taken.Add(folder); number++)
            {
                folder = SafeName.Of($"{student.Name} ({student.StudentId ?? student.Email ?? "?"}) {number}");
            }

            _folders.Add(student, folder);
        }
    }

    public string Of(RosterEntry student) => _folders[student];

    private static string NameOf(RosterEntry student) => SafeName.Of(student.Name);
}
