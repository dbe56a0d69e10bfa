namespace Aita.Execution.Tests.Metrics;

public sealed class PilotEstimateTests
{
    private static readonly RunConditions Limits = new() { Workers = 5, RateLimit = 10 };

    // Of pilots of 20 from batches of 500 with log-normal costs, about nine in ten intervals hold the real cost.
    [Theory]
    [InlineData(0, 20, new long[] { })]
    [InlineData(3, 20, new long[] { 0, 1, 2 })]
    [InlineData(100, 4, new long[] { 12, 37, 62, 87 })]
    public void Places_OfABatch_AreInTheMiddleOfEqualParts(long items, int most, long[] expected) => Assert.Equal(expected, PilotEstimate.Places(items, most));

    [Fact]
    public void From_LogNormalBatches_NineIntervalsInTenHoldTheTruth()
    {
        var hits = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var batch = Enumerable.Range(0, 500).Select(_ => 0.001 * Math.Exp(0.5 * Normal(random))).ToArray();
            var pilot = Enumerable.Range(0, 20).Select(i => batch[(i * 25) + 12]).ToList();
            var estimate = PilotEstimate.From([.. pilot.Select(cost => Item(cost: (decimal)cost))], 480, Limits)!;
            var truth = batch.Sum() - pilot.Sum();
            hits += estimate.Cost is { } cost && cost.Low <= truth && truth <= cost.High ? 1 : 0;
        }

        Assert.InRange(hits / 400.0, 0.84, 0.95);
    }

    [Fact]
    public void From_EqualItems_IsExact()
    {
        var estimate = PilotEstimate.From([.. Enumerable.Repeat(Item(cost: 0.01m, seconds: 2), 20)], 980, Limits)!;

        Assert.Equal((9.8, 9.8, 9.8), Rounded(estimate.Cost!.Value));
        Assert.Equal((WaitedFor.Workers, 2.5), (estimate.Binding, estimate.PerSecond));
        Assert.Equal((393, 393, 393), Rounded(estimate.Seconds)); // 980 / 2.5, and half an answer at the end
    }

    [Fact]
    public void From_FastAnswers_TheRequestLimitBinds()
    {
        var estimate = PilotEstimate.From([.. Enumerable.Repeat(Item(seconds: 0.1), 4)], 100, Limits)!;

        Assert.Equal((WaitedFor.RequestLimit, 10.0), (estimate.Binding, estimate.PerSecond));
        Assert.Equal((10.05, 10.05, 10.05), Rounded(estimate.Seconds));
    }

    [Fact]
    public void From_ManyTokens_TheTokenLimitBinds()
    {
        var estimate = PilotEstimate.From([.. Enumerable.Repeat(Item(tokens: 600), 4)], 100, Limits with { TokensPerMinute = 6000 })!;

        Assert.Equal(WaitedFor.TokenLimit, estimate.Binding);
        Assert.Equal(600, estimate.Seconds.Expected, tolerance: 1);
    }

    [Fact]
    public void From_FewItems_TheIntervalIsWide()
    {
        var few = PilotEstimate.From([Item(cost: 0.01m), Item(cost: 0.02m)], 100, Limits)!.Cost!.Value;
        var many = PilotEstimate.From([.. Enumerable.Range(0, 20).Select(i => Item(cost: i % 2 == 0 ? 0.01m : 0.02m))], 100, Limits)!.Cost!.Value;

        Assert.True(few.High - few.Low > 3 * (many.High - many.Low));
        Assert.Equal(0, few.Low);
    }

    [Fact]
    public void From_AnUnknownCost_LeavesTheCostOut() =>
        Assert.Null(PilotEstimate.From([Item(cost: 0.01m), Item(cost: null)], 100, Limits)!.Cost);

    [Fact]
    public void From_OneItem_IsNotEnough() => Assert.Null(PilotEstimate.From([Item()], 10, Limits));

    [Fact]
    public void From_NothingLeft_CostsNothing()
    {
        var estimate = PilotEstimate.From([Item(), Item()], 0, Limits)!;

        Assert.Equal((default(Interval), default(Interval)), (estimate.Cost!.Value, estimate.Seconds));
    }

    private static PilotItem Item(decimal? cost = 0.01m, double seconds = 1, long tokens = 100) => new(cost, TimeSpan.FromSeconds(seconds), tokens, 1);

    private static (double, double, double) Rounded(Interval interval) =>
        (Math.Round(interval.Low, 6), Math.Round(interval.Expected, 6), Math.Round(interval.High, 6));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
