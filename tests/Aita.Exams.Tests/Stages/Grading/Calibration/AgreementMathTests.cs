using Aita.Exams.Stages.Grading;

namespace Aita.Exams.Tests.Stages.Grading.Calibration;

/// <summary>Every expected value is worked out by hand; the way is in the comments.</summary>
public sealed class AgreementMathTests
{
    [Theory]
    // z = 1.95996, z² = 3.84146. 8/10: centre (0.8 + 0.192073) / 1.384146 = 0.716742, half 1.41600 · sqrt(0.016 + 0.0096037) = 0.226573.
    [InlineData(8, 10, 0.8, 0.4902, 0.9433)]
    // 0/20: the upper end is z² / (n + z²) = 3.84146 / 23.84146 = 0.1611.
    [InlineData(0, 20, 0, 0, 0.1611)]
    // 20/20 is its mirror image.
    [InlineData(20, 20, 1, 0.8389, 1)]
    // 50/100: centre 0.5, half (1.95996 / 1.0384146) · sqrt(0.0025 + 0.000096037) = 0.096170.
    [InlineData(50, 100, 0.5, 0.4038, 0.5962)]
    public void Share_Wilson(int hits, int n, double value, double low, double high)
    {
        var share = AgreementMath.Share(hits, n)!;

        Assert.Equal((value, n), (share.Value, share.N));
        Assert.Equal(low, share.Low, 4);
        Assert.Equal(high, share.High, 4);
    }

    [Fact]
    public void Share_OfNothing_IsNone() => Assert.Null(AgreementMath.Share(0, 0));

    [Fact]
    public void MeanAbsoluteErrorAndBias_OfThreePairs()
    {
        // Differences 1, -0.5, 0: absolute 1.5 / 3, signed 0.5 / 3.
        (double, double)[] pairs = [(3, 2), (1.5, 2), (4, 4)];

        Assert.Equal(0.5, AgreementMath.MeanAbsoluteError(pairs)!.Value, 12);
        Assert.Equal(0.5 / 3, AgreementMath.Bias(pairs)!.Value, 12);
    }

    [Fact]
    public void QuadraticKappa_OfATableByHand()
    {
        // Grades 0, 1, 2. Pairs (machine, human): 0-0, 0-1, 1-1, 2-2, 2-0.
        // Observed Σ(x-y)² = 0 + 1 + 0 + 0 + 4 = 5. Expected Σ over all 25 combinations of machine {0,0,1,2,2} and human {0,1,1,2,0}:
        // machine 0 against human: 0+1+1+4+0 = 6, twice 12; machine 1: 1+0+0+1+1 = 3; machine 2: 4+1+1+0+4 = 10, twice 20. 35 / 5 = 7 per five.
        // kappa = 1 - 5 / 7.
        (double, double)[] pairs = [(0, 0), (0, 1), (1, 1), (2, 2), (2, 0)];

        Assert.Equal(1 - (5.0 / 7), AgreementMath.QuadraticKappa(pairs)!.Value, 12);
    }

    [Fact]
    public void QuadraticKappa_OnAFinerGrid_IsTheSame()
    {
        (double, double)[] whole = [(0, 0), (0, 1), (1, 1), (2, 2), (2, 0)];

        Assert.Equal(AgreementMath.QuadraticKappa(whole)!.Value, AgreementMath.QuadraticKappa([.. whole.Select(pair => (pair.Item1 / 4, pair.Item2 / 4))])!.Value, 12);
    }

    [Fact]
    public void QuadraticKappa_ExtremesAndConstants()
    {
        Assert.Equal(1, AgreementMath.QuadraticKappa([(0, 0), (1, 1), (2, 2)])!.Value, 12);

        // Turned around: observed 4 + 0 + 4 = 8 of 3; expected variance 2/3 + 2/3 = 4/3. 1 - (8/3) / (4/3) = -1.
        Assert.Equal(-1, AgreementMath.QuadraticKappa([(0, 2), (1, 1), (2, 0)])!.Value, 12);
        Assert.Null(AgreementMath.QuadraticKappa([(2, 2), (2, 2)]));
        Assert.Null(AgreementMath.QuadraticKappa([]));
    }

    [Fact]
    public void Determination_ByHand()
    {
        // Human 1, 2, 3 (mean 2, sum of squares 2); machine 1, 2, 4: residual 1. R² = 1 - 1/2.
        Assert.Equal(0.5, AgreementMath.Determination([(1, 1), (2, 2), (4, 3)])!.Value, 12);

        // A constant offset is no correlation error, but an error: residual 3, R² = 1 - 3/2.
        Assert.Equal(-0.5, AgreementMath.Determination([(2, 1), (3, 2), (4, 3)])!.Value, 12);
        Assert.Null(AgreementMath.Determination([(1, 2), (3, 2)]));
    }

    [Theory]
    // Without an error the bound solves (1 - p)^n = 0.05.
    [InlineData(0, 10, 0.2589)]
    [InlineData(0, 149, 0.0199)]
    // One error in 10: 10 p (1-p)^9 + (1-p)^10 = 0.05 at p = 0.3942.
    [InlineData(1, 10, 0.3942)]
    [InlineData(10, 10, 1)]
    public void UpperBound_ClopperPearson(int errors, int n, double expected) => Assert.Equal(expected, AgreementMath.UpperBound(errors, n), 4);

    [Theory]
    // ln 0.05 / ln 0.98 = 148.28, ln 0.05 / ln 0.95 = 58.40, ln 0.05 / ln 0.9 = 28.43.
    [InlineData(0.02, 149)]
    [InlineData(0.05, 59)]
    [InlineData(0.1, 29)]
    public void SmallestSample_WithoutAnError(double rate, int expected) => Assert.Equal(expected, AgreementMath.SmallestSample(rate));

    [Fact]
    public void Bootstrap_TheSameSeed_GivesTheSameIntervalAroundTheFigure()
    {
        List<IReadOnlyList<(double, double)>> students = [.. Enumerable.Range(0, 40).Select(i => (IReadOnlyList<(double, double)>)[(i % 5, i % 3), (i % 4, i % 4)])];

        var first = AgreementMath.Bootstrap(students, AgreementMath.MeanAbsoluteError, 7)!;

        Assert.Equal(first, AgreementMath.Bootstrap(students, AgreementMath.MeanAbsoluteError, 7));
        Assert.NotEqual(first, AgreementMath.Bootstrap(students, AgreementMath.MeanAbsoluteError, 8));
        Assert.True(first.Low < first.Value && first.Value < first.High);
        Assert.Equal(80, first.N);
    }

    [Fact]
    public void Bootstrap_OfEqualStudents_HasNoWidth()
    {
        List<IReadOnlyList<(double, double)>> students = [.. Enumerable.Range(0, 5).Select(_ => (IReadOnlyList<(double, double)>)[(2, 1), (1, 1)])];

        Assert.Equal(new Statistic(0.5, 0.5, 0.5, 10), AgreementMath.Bootstrap(students, AgreementMath.Bias, 1));
    }
}
