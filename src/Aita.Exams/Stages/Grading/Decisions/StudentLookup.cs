using Aita.Exams.Domain;
using FuzzySharp;

namespace Aita.Exams.Stages.Grading;

/// <summary>Finds a student by folder, name, number or pseudonym, as a person writes it. Pure.</summary>
internal sealed class StudentLookup(IReadOnlyList<StudentIdentity> students)
{
    private const int Suggestions = 3;
    private const int Likeness = 55;

    /// <summary>The student, or why there is none: one clause that fits after "there is".</summary>
    public (StudentIdentity? Student, string Problem) Find(string wanted)
    {
        var text = wanted.Trim();
        foreach (var comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            var found = students.Where(student => KeysOf(student).Any(key => string.Equals(key, text, comparison))).Distinct().ToList();
            switch (found.Count)
            {
                case 1:
                    return (found[0], "");
                case > 1:
                    return (null, $"{found.Count} students are '{text}': write the folder name, such as '{found[0].Folder}'");
            }
        }

        var near = Process.ExtractTop(text.ToLowerInvariant(), students.Select(student => student.Folder.ToLowerInvariant()), limit: Suggestions, cutoff: Likeness)
            .Select(result => students[result.Index].Folder).ToList();
        return (null, near.Count > 0
            ? $"there is no student '{text}'; did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?"
            : $"there is no student '{text}'; there are {string.Join(", ", students.Take(8).Select(student => $"'{student.Folder}'"))}{(students.Count > 8 ? ", ..." : "")}");
    }

    private static IEnumerable<string> KeysOf(StudentIdentity student) =>
        ((string?[])[student.Folder, student.StudentName, student.StudentId, student.Pseudonym]).OfType<string>().Where(key => key.Length > 0);
}
