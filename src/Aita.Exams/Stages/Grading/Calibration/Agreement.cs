namespace Aita.Exams.Stages.Grading;

/// <summary>How the marks of a machine agree with a teacher's. Points unless said otherwise; every figure with n and a 95 % interval. Immutable.</summary>
public sealed record Agreement
{
    /// <summary>Answers compared.</summary>
    public int N { get; init; }

    /// <summary>Share of equal marks.</summary>
    public Statistic? Exact { get; init; }

    /// <summary>Share of marks at most half a point apart.</summary>
    public Statistic? WithinHalf { get; init; }

    /// <summary>Share of marks at most a point apart.</summary>
    public Statistic? WithinOne { get; init; }

    /// <summary>Mean absolute difference.</summary>
    public Statistic? MeanAbsoluteError { get; init; }

    /// <summary>Mean absolute difference in per cent of what the question is worth.</summary>
    public Statistic? MeanAbsoluteErrorPercent { get; init; }

    /// <summary>Mean difference; positive when the machine is more lenient.</summary>
    public Statistic? Bias { get; init; }

    /// <summary>Kappa with quadratic weights; <see langword="null"/> where all marks are the same.</summary>
    public Statistic? QuadraticKappa { get; init; }

    internal static Agreement Of(IReadOnlyList<MarkPair> pairs, int seed)
    {
        var points = ByStudent(pairs, pair => ((double)pair.Machine, (double)pair.Human));
        var shares = ByStudent(pairs, pair => pair.Possible == 0 ? (0, 0) : ((double)(100 * pair.Machine / pair.Possible), (double)(100 * pair.Human / pair.Possible)));
        return new Agreement
        {
            N = pairs.Count,
            Exact = AgreementMath.Share(pairs.Count(pair => pair.IsWithin(0)), pairs.Count),
            WithinHalf = AgreementMath.Share(pairs.Count(pair => pair.IsWithin(0.5m)), pairs.Count),
            WithinOne = AgreementMath.Share(pairs.Count(pair => pair.IsWithin(1)), pairs.Count),
            MeanAbsoluteError = AgreementMath.Bootstrap(points, AgreementMath.MeanAbsoluteError, seed),
            MeanAbsoluteErrorPercent = AgreementMath.Bootstrap(shares, AgreementMath.MeanAbsoluteError, seed),
            Bias = AgreementMath.Bootstrap(points, AgreementMath.Bias, seed),
            QuadraticKappa = AgreementMath.Bootstrap(points, AgreementMath.QuadraticKappa, seed),
        };
    }

    private static List<IReadOnlyList<(double, double)>> ByStudent(IReadOnlyList<MarkPair> pairs, Func<MarkPair, (double, double)> select) =>
        [.. pairs.GroupBy(pair => pair.Student, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (IReadOnlyList<(double, double)>)[.. group.Select(select)])];
}

/// <summary>How the totals of students agree, of those all of whose answers the teacher marked.</summary>
/// <param name="N">Students compared.</param>
/// <param name="MeanAbsoluteError">Mean absolute difference in points.</param>
/// <param name="Bias">Mean difference; positive when the machine is more lenient.</param>
/// <param name="Determination">Share of the variance of the teacher's totals that the machine's explain (R²).</param>
public sealed record TotalAgreement(int N, Statistic? MeanAbsoluteError, Statistic? Bias, Statistic? Determination)
{
    internal static TotalAgreement Of(IReadOnlyList<MarkPair> pairs, int questions, int seed)
    {
        List<IReadOnlyList<(double, double)>> totals =
        [
            .. pairs.GroupBy(pair => pair.Student, StringComparer.Ordinal).Where(group => group.Count() == questions).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<(double, double)>)[((double)group.Sum(pair => pair.Machine), (double)group.Sum(pair => pair.Human))]),
        ];
        return new TotalAgreement(
            totals.Count,
            AgreementMath.Bootstrap(totals, AgreementMath.MeanAbsoluteError, seed),
            AgreementMath.Bootstrap(totals, AgreementMath.Bias, seed),
            AgreementMath.Bootstrap(totals, AgreementMath.Determination, seed));
    }
}

/// <summary>How the points of one criterion agree, where the teacher gave them.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Criterion">The criterion's place in the rubric, from 1.</param>
/// <param name="Description">What it asks for.</param>
/// <param name="N">Answers compared.</param>
/// <param name="Exact">Share of equal points.</param>
/// <param name="MeanAbsoluteError">Mean absolute difference in points.</param>
/// <param name="Bias">Mean difference; positive when the machine is more lenient.</param>
public sealed record CriterionAgreement(
    string QuestionId, int Criterion, string Description, int N, Statistic? Exact, Statistic? MeanAbsoluteError, Statistic? Bias);
