using System.Security.Cryptography;
using System.Text;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// Answers for a teacher to mark without seeing the machine's marks: drawn from every question and from low, middle and full marks alike, in
/// proportion to how many there are, so that what is found holds for all. Pure.
/// </summary>
internal static class BlindSample
{
    /// <summary>The answers drawn, by question, in an order that says nothing about their marks.</summary>
    public static IReadOnlyList<MachineMark> Draw(IReadOnlyList<MachineMark> marks, int size, int seed)
    {
        var strata = marks.GroupBy(mark => (mark.Grade.QuestionId, mark.Band)).OrderBy(group => group.Key.QuestionId, Domain.NaturalOrder.Instance)
            .ThenBy(group => group.Key.Band, StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        var counts = Apportion([.. strata.Select(stratum => stratum.Count)], Math.Min(size, marks.Count));
        return
        [
            .. strata.SelectMany((stratum, i) => stratum.OrderBy(mark => Lot(mark, seed, "draw"), StringComparer.Ordinal).Take(counts[i]))
                .OrderBy(mark => mark.Grade.QuestionId, Domain.NaturalOrder.Instance).ThenBy(mark => Lot(mark, seed, "order"), StringComparer.Ordinal),
        ];
    }

    /// <summary>Shares of a number in proportion to sizes, by largest remainders; they add up to it, and none is larger than its size.</summary>
    internal static IReadOnlyList<int> Apportion(IReadOnlyList<int> sizes, int number)
    {
        var all = sizes.Sum();
        if (all == 0)
        {
            return [.. sizes.Select(_ => 0)];
        }

        var exact = sizes.Select(size => (decimal)size * number / all).ToList();
        var shares = exact.Select(value => (int)Math.Floor(value)).ToArray();
        foreach (var index in Enumerable.Range(0, sizes.Count).OrderByDescending(index => exact[index] - shares[index]).ThenBy(index => index).Take(number - shares.Sum()))
        {
            shares[index]++;
        }

        return shares;
    }

    /// <summary>The table to fill in.</summary>
    public static string ToCsv(IReadOnlyList<MachineMark> marks)
    {
        var text = new StringBuilder(CsvCell.Line("student", "student_id", "question", "points", "criteria", "comment", "of", "pages"));
        foreach (var mark in marks)
        {
            var pages = mark.Student.AnswerTo(mark.Grade.QuestionId)?.ImagePaths ?? [];
            text.Append(CsvCell.Line(
                mark.Student.Folder.Name, mark.Student.Identity.StudentId, mark.Grade.QuestionId, "", "", "", PointGrid.Text(mark.Grade.PointsPossible), string.Join(' ', pages)));
        }

        return text.ToString();
    }

    private static string Lot(MachineMark mark, int seed, string purpose) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}/{mark.Grade.QuestionId}/{mark.Student.Identity.Pseudonym}")));
}
