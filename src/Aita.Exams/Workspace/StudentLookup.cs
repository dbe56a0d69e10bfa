using Aita.Exams.Domain;
using FuzzySharp;

namespace Aita.Exams.Workspace;

/// <summary>
/// Finds a student by folder, name, number or pseudonym, as a person writes it: the same for every command. The name of a folder goes first, for
/// it is one student's only. Pure.
/// </summary>
internal sealed class StudentLookup(IReadOnlyList<StudentIdentity> students)
{
    private const int Suggestions = 3;
    private const int Likeness = 55;

    /// <summary>The student, or why there is none: one clause that fits after "there is".</summary>
    public (StudentIdentity? Student, string Problem) Find(string wanted)
    {
        var text = wanted.Trim();
        foreach (var isMeant in Ways(text))
        {
            var found = students.Where(isMeant).Distinct().ToList();
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

    /// <summary>The student that must be there.</summary>
    /// <exception cref="ExamException">There is none, or more than one.</exception>
    public StudentIdentity Get(string wanted)
    {
        var (student, problem) = Find(wanted);
        return student ?? throw new ExamException(ExamErrorKind.Missing, $"{char.ToUpperInvariant(problem[0])}{problem[1..]}{(problem.EndsWith('?') ? "" : ".")}");
    }

    /// <summary>What may be meant, the surest first; the last is the number without its dashes, and the name without accents and last name first.</summary>
    private static IEnumerable<Func<StudentIdentity, bool>> Ways(string text)
    {
        foreach (var comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            yield return student => string.Equals(student.Folder, text, comparison);
            yield return student => KeysOf(student).Any(key => string.Equals(key, text, comparison));
        }

        var (id, name) = (Roster.NormalizeId(text), PersonName.Normalize(PersonName.FirstNameFirst(text)));
        yield return student => id.Length > 0 && string.Equals(Roster.NormalizeId(student.StudentId), id, StringComparison.Ordinal);
        yield return student => name.Length > 0 && string.Equals(PersonName.Normalize(student.StudentName), name, StringComparison.Ordinal);
    }

    private static IEnumerable<string> KeysOf(StudentIdentity student) =>
        ((string?[])[student.StudentName, student.StudentId, student.Pseudonym]).OfType<string>().Where(key => key.Length > 0);
}
