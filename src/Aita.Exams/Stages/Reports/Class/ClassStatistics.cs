using Aita.Exams.Results;
using MathNet.Numerics.Statistics;

namespace Aita.Exams.Stages.Reports;

/// <summary>How a class did, in per cent of the total. Students with 0 count like any other; excused ones and those with an open question do not. Immutable.</summary>
internal sealed record ClassStatistics
{
    /// <summary>With fewer students the reliability figures say more about chance than about the exam.</summary>
    public const int FewestForReliability = 20;

    /// <summary>Students whose total is final.</summary>
    public int Count { get; private init; }

    public double? Mean { get; private init; }

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public double? Median { get; private init; }

    public double? Lowest { get; private init; }

    public double? Highest { get; private init; }

    /// <summary>Sample standard deviation; from two students on.</summary>
    public double? StandardDeviation { get; private init; }

    /// <summary>Students whose every question counts, which reliability needs.</summary>
    public int CountForReliability { get; private init; }

    /// <summary>Cronbach's alpha; <see langword="null"/> with too few students or questions, or when all totals are equal.</summary>
    public double? Alpha { get; private init; }

    /// <summary>How far a total is off by chance, in per cent: SD times the root of 1 - alpha.</summary>
    public double? StandardError { get; private init; }

    /// <summary>The shares, ascending.</summary>
    public IReadOnlyList<double> Shares { get; private init; } = [];

    /// <summary>Pure.</summary>
    public static ClassStatistics Of(IReadOnlyList<StudentResult> students)
    {
        var shares = students.Where(student => student.Percentage is not null).Select(student => (double)student.Percentage!.Value).Order().ToList();
        var full = students.Where(student => student.IsComplete && student.Answers.All(answer => !answer.IsExcused)).ToList();
        var deviation = shares.Count > 1 ? shares.StandardDeviation() : (double?)null;
        var alpha = full.Count < FewestForReliability ? null : AlphaOf(full);
        return new ClassStatistics
        {
            Count = shares.Count,
            Shares = shares,
            Mean = shares.Count > 0 ? shares.Average() : null,
            Median = shares.Count > 0 ? shares.Median() : null,
            Lowest = shares.Count > 0 ? shares[0] : null,
            Highest = shares.Count > 0 ? shares[^1] : null,
            StandardDeviation = deviation,
            CountForReliability = full.Count,
            Alpha = alpha,
            StandardError = alpha is { } known ? deviation * Math.Sqrt(1 - Math.Min(known, 1)) : null,
        };
    }

    private static double? AlphaOf(List<StudentResult> students)
    {
        var items = students[0].Answers.Count;
        var whole = students.Select(student => (double)student.Score).Variance();
        if (items < 2 || whole <= 0)
        {
            return null;
        }

        var parts = Enumerable.Range(0, items).Sum(item => students.Select(student => (double)student.Answers[item].Points!.Value).Variance());
        return items / (items - 1.0) * (1 - (parts / whole));
    }
}
