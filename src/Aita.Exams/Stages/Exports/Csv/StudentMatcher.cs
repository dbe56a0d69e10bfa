using Aita.Exams.Domain;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Exports;

/// <summary>
/// Finds the student that a row of a teacher's file is about: by number or address first, then by a name that is unique on both sides. One
/// student, one row; what is doubtful, such as a number beside a name that is quite another, is left to a person.
/// </summary>
internal sealed class StudentMatcher(IReadOnlyList<StudentResult> students)
{
    private readonly HashSet<StudentResult> _taken = [];
    private readonly HashSet<StudentResult> _disputed = [];

    /// <summary>Students that no row was found for.</summary>
    public IReadOnlyList<StudentResult> Unmatched => [.. students.Where(student => !_taken.Contains(student))];

    /// <summary>Matches all rows.</summary>
    /// <param name="rows">What each row says of its student.</param>
    /// <param name="warnings">Receives a sentence for each row that is doubtful.</param>
    /// <returns>The student of each row; <see langword="null"/> where none was found.</returns>
    public IReadOnlyList<StudentResult?> Match(IReadOnlyList<RowIdentity> rows, List<string> warnings)
    {
        var found = new StudentResult?[rows.Count];
        for (var key = 0; key < MostOf(rows, row => row.Keys); key++)
        {
            Claim(rows, found, row => ByKey(row.Keys.ElementAtOrDefault(key)), warnings);
        }

        for (var key = 0; key < MostOf(rows, row => row.WeakKeys); key++)
        {
            Claim(rows, found, row => ByKey(row.WeakKeys.ElementAtOrDefault(key)) is { } student && Agree(row, student) ? student : null, warnings);
        }

        var names = rows.Where((_, i) => found[i] is null).Select(row => NameKey(row.Name)).GroupBy(name => name, StringComparer.Ordinal)
            .Where(group => group.Count() == 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        Claim(rows, found, row => names.Contains(NameKey(row.Name)) ? ByName(row.Name) : null, warnings);
        return found;
    }

    /// <summary>The words of a name in one order, whether it is written first name first or last; accents, case and punctuation do not count.</summary>
    internal static string NameKey(string name) =>
        string.Join(' ', PersonName.Normalize(name).Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    private void Claim(IReadOnlyList<RowIdentity> rows, StudentResult?[] found, Func<RowIdentity, StudentResult?> find, List<string> warnings)
    {
        var claims = rows.Select((row, i) => (Row: row, Place: i, Student: found[i] is null ? find(row) : null))
            .Where(claim => claim.Student is not null && !_taken.Contains(claim.Student) && !_disputed.Contains(claim.Student))
            .GroupBy(claim => claim.Student!)
            .ToList();
        foreach (var claim in claims)
        {
            if (claim.Count() > 1)
            {
                _disputed.Add(claim.Key);
                warnings.Add($"{claim.Count()} rows are about {Gradebook.NameOf(claim.Key)}: {string.Join(", ", claim.Select(one => $"'{one.Row.Name}'"))}. None of them was filled.");
                continue;
            }

            var (row, place, student) = claim.Single();
            if (row.Name.Length > 0 && !Agree(row, student!))
            {
                _disputed.Add(student!);
                warnings.Add($"The row of '{row.Name}' has the number of {Gradebook.NameOf(student!)}, but the names differ: it was not filled. Correct the roster or the file, or enter the mark by hand.");
                continue;
            }

            (found[place], _) = (student, _taken.Add(student!));
        }
    }

    private static int MostOf(IReadOnlyList<RowIdentity> rows, Func<RowIdentity, IReadOnlyList<string>> keys) =>
        rows.Select(row => keys(row).Count).DefaultIfEmpty().Max();

    /// <summary>Whether the names have a word in common.</summary>
    private static bool Agree(RowIdentity row, StudentResult student) =>
        NameKey(row.Name).Split(' ').Intersect(NameKey(student.Identity.StudentName).Split(' '), StringComparer.Ordinal).Any(word => word.Length > 0);

    private StudentResult? ByKey(string? key) => string.IsNullOrEmpty(key) ? null : Only(students.Where(student =>
        string.Equals(student.Identity.StudentId?.Trim(), key, StringComparison.Ordinal)
        || string.Equals(student.Identity.Email?.Trim(), key, StringComparison.OrdinalIgnoreCase)
        || (student.Identity.Email?.Split('@') is [{ Length: > 0 } login, _] && string.Equals(login, key, StringComparison.OrdinalIgnoreCase))));

    private StudentResult? ByName(string name) => NameKey(name) is { Length: > 0 } key
        ? Only(students.Where(student => string.Equals(NameKey(student.Identity.StudentName), key, StringComparison.Ordinal)))
        : null;

    private static StudentResult? Only(IEnumerable<StudentResult> found) => found.Take(2).ToList() is [var only] ? only : null;
}
