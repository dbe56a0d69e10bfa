using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// How the totals of the class are distributed (<c>grade_distribution.json</c>): over every student without an open question, those at 0 %
/// included. A student with an open question has no total yet and is counted apart. Pure.
/// </summary>
internal sealed record DistributionFile
{
    private const int BandWidth = 10;

    public int TotalStudents { get; init; }

    /// <summary>Students whose totals are final; the figures below are about them.</summary>
    public int CompleteStudents { get; init; }

    public int OpenStudents { get; init; }

    public decimal? Mean { get; init; }

    public decimal? Median { get; init; }

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    /// <summary>Of the sample (n - 1); null under two students.</summary>
    public decimal? StandardDeviation { get; init; }

    /// <summary>Students by per cent, such as <c>0-10</c> (10 not included) to <c>90-100</c> (100 included).</summary>
    public IReadOnlyDictionary<string, int> Ranges { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    public static DistributionFile Of(IReadOnlyList<StudentGrades> students)
    {
        List<decimal> all = [.. students.Select(student => student.Percentage).OfType<decimal>().Order()];
        return new DistributionFile
        {
            TotalStudents = students.Count,
            CompleteStudents = all.Count,
            OpenStudents = students.Count(student => student.OpenQuestions > 0),
            Mean = all.Count == 0 ? null : Round(all.Average()),
            Median = all.Count == 0 ? null : Round((all[(all.Count - 1) / 2] + all[all.Count / 2]) / 2),
            Min = all.Count == 0 ? null : all[0],
            Max = all.Count == 0 ? null : all[^1],
            StandardDeviation = all.Count < 2 ? null : Round(Deviation(all)),
            Ranges = Enumerable.Range(0, 100 / BandWidth).ToDictionary(
                band => $"{band * BandWidth}-{(band + 1) * BandWidth}",
                band => all.Count(per => Math.Clamp((int)(per / BandWidth), 0, (100 / BandWidth) - 1) == band),
                StringComparer.Ordinal),
        };
    }

    private static decimal Deviation(List<decimal> all)
    {
        var mean = all.Average();
        return (decimal)Math.Sqrt((double)(all.Sum(value => (value - mean) * (value - mean)) / (all.Count - 1)));
    }

    private static decimal Round(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);
}
