using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace Aita.Exams.Stages.Grading;

/// <summary>The statistics of agreement. Pure; the same seed gives the same intervals.</summary>
internal static class AgreementMath
{
    /// <summary>The confidence of every interval.</summary>
    public const double Confidence = 0.95;

    private const int Resamples = 2000;

    /// <summary>A share with its Wilson interval; <see langword="null"/> of nothing.</summary>
    public static Statistic? Share(int hits, int n)
    {
        if (n == 0)
        {
            return null;
        }

        var z = Normal.InvCDF(0, 1, 1 - ((1 - Confidence) / 2));
        var share = (double)hits / n;
        var centre = (share + (z * z / (2 * n))) / (1 + (z * z / n));
        var half = z / (1 + (z * z / n)) * Math.Sqrt((share * (1 - share) / n) + (z * z / (4.0 * n * n)));
        return Rounded(share, Math.Max(0, centre - half), Math.Min(1, centre + half), n);
    }

    /// <summary>The mean of the absolute differences; <see langword="null"/> of nothing.</summary>
    public static double? MeanAbsoluteError(IReadOnlyList<(double Machine, double Human)> pairs) =>
        pairs.Count == 0 ? null : pairs.Average(pair => Math.Abs(pair.Machine - pair.Human));

    /// <summary>The mean of the differences: positive when the machine is more lenient; <see langword="null"/> of nothing.</summary>
    public static double? Bias(IReadOnlyList<(double Machine, double Human)> pairs) => pairs.Count == 0 ? null : pairs.Average(pair => pair.Machine - pair.Human);

    /// <summary>
    /// Cohen's kappa with quadratic weights: 1 for perfect agreement, 0 for that of chance. <see langword="null"/> where every mark is the same,
    /// so that chance cannot be told from agreement. On equal steps it does not depend on the step.
    /// </summary>
    public static double? QuadraticKappa(IReadOnlyList<(double Machine, double Human)> pairs)
    {
        if (pairs.Count == 0)
        {
            return null;
        }

        var observed = pairs.Sum(pair => Square(pair.Machine - pair.Human)) / pairs.Count;

        // The mean over all pairs of a machine mark and a human one: E(x - y)^2 = Var x + Var y + (mean x - mean y)^2.
        var (machine, human) = (pairs.Select(pair => pair.Machine).ToArray(), pairs.Select(pair => pair.Human).ToArray());
        var expected = ArrayStatistics.PopulationVariance(machine) + ArrayStatistics.PopulationVariance(human) + Square(machine.Average() - human.Average());
        return expected <= 1e-12 ? null : 1 - (observed / expected);
    }

    /// <summary>How much of the variance of the human totals the machine's explain, 1 minus the residual share; below 0 it is worse than the mean.</summary>
    public static double? Determination(IReadOnlyList<(double Machine, double Human)> pairs)
    {
        if (pairs.Count < 2 || pairs.All(pair => Math.Abs(pair.Human - pairs[0].Human) < 1e-9))
        {
            return null;
        }

        return GoodnessOfFit.CoefficientOfDetermination(pairs.Select(pair => pair.Machine), pairs.Select(pair => pair.Human));
    }

    /// <summary>A figure with the interval of a bootstrap over students: whole students are drawn, for the answers of one are not independent.</summary>
    /// <param name="students">The pairs of each student.</param>
    /// <param name="figure">The figure; <see langword="null"/> where it is not defined.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static Statistic? Bootstrap(
        IReadOnlyList<IReadOnlyList<(double Machine, double Human)>> students, Func<IReadOnlyList<(double Machine, double Human)>, double?> figure, int seed)
    {
        List<(double, double)> all = [.. students.SelectMany(student => student)];
        if (figure(all) is not { } value)
        {
            return null;
        }

        var random = new MersenneTwister(seed, threadSafe: false);
        var drawn = new List<double>(Resamples);
        var sample = new List<(double, double)>(all.Count);
        for (var i = 0; i < Resamples; i++)
        {
            sample.Clear();
            for (var j = 0; j < students.Count; j++)
            {
                sample.AddRange(students[random.Next(students.Count)]);
            }

            if (figure(sample) is { } resampled)
            {
                drawn.Add(resampled);
            }
        }

        var sorted = drawn.Order().ToArray();
        var tail = (1 - Confidence) / 2;
        return sorted.Length == 0
            ? Rounded(value, value, value, all.Count)
            : Rounded(value, SortedArrayStatistics.Quantile(sorted, tail), SortedArrayStatistics.Quantile(sorted, 1 - tail), all.Count);
    }

    /// <summary>The error rate that is not exceeded with 95 % confidence after so many errors in so many trials (Clopper and Pearson, one-sided).</summary>
    public static double UpperBound(int errors, int n) => errors >= n ? 1 : Beta.InvCDF(errors + 1, n - errors, Confidence);

    /// <summary>How many answers without an error it takes to show a rate.</summary>
    public static int SmallestSample(double rate) => (int)Math.Ceiling(Math.Log(1 - Confidence) / Math.Log(1 - rate));

    /// <summary>The lowest rate, in whole per cent, that so many answers without an error show; at least one.</summary>
    public static double SmallestRate(int n) => Math.Ceiling(100 * (1 - Math.Pow(1 - Confidence, 1.0 / n))) / 100;

    private static Statistic Rounded(double value, double low, double high, int n) => new(Math.Round(value, 4), Math.Round(low, 4), Math.Round(high, 4), n);

    private static double Square(double value) => value * value;
}
