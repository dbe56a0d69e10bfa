namespace Aita.Execution.Tests.Metrics;

public sealed class RemainingTimeTests
{
    private const int Tasks = 500;

    // The best possible at 20 % done is about 4 %: the mean of 400 tasks to come, known from 100, with a deviation of 53 %.
    [Theory]
    [InlineData(0.2, 5, 0, 0.06)]
    [InlineData(0.2, 10, 0, 0.06)]
    [InlineData(0.2, 5, 0.3, 0.06)]
    [InlineData(0.2, 10, 0.3, 0.06)]
    [InlineData(0.5, 5, 0, 0.045)]
    [InlineData(0.5, 10, 0, 0.045)]
    [InlineData(0.5, 5, 0.3, 0.045)]
    [InlineData(0.5, 10, 0.3, 0.045)]
    [InlineData(0.8, 5, 0, 0.10)]
    [InlineData(0.8, 10, 0.3, 0.10)]
    public void Estimate_LogNormalRuns_MedianErrorIsSmall(double at, int workers, double coldStart, double allowed)
    {
        var errors = Enumerable.Range(0, 200).Select(seed => ErrorAt(at, seed, workers, coldStart)).Order().ToList();
        var median = errors[100];

        TestContext.Current.TestOutputHelper?.WriteLine($"median error at {at:P0}, {workers} workers, cold start {coldStart} s: {median:P1}, 90 %: {errors[180]:P1}");
        Assert.True(median <= allowed, $"median error {median:P1}");
    }

    [Fact]
    public void Estimate_TooLittleKnown_IsNull()
    {
        var calls = new LatencyHistogram();
        Assert.Null(RemainingTime.Estimate(TimeSpan.FromSeconds(5), 2, 3, 100, calls));
        Assert.Null(RemainingTime.Estimate(TimeSpan.Zero, 5, 3, 100, calls));
        Assert.Equal(TimeSpan.Zero, RemainingTime.Estimate(TimeSpan.FromSeconds(5), 2, 0, 0, calls));
    }

    [Fact]
    public void Estimate_AfterABurst_GoesOnAtWhatTheLimitsAllow()
    {
        var calls = new LatencyHistogram();
        calls.Add(TimeSpan.FromMilliseconds(100));

        // Twenty at once, then ten a second: the hundred that wait take ten seconds, not one.
        var estimate = RemainingTime.Estimate(TimeSpan.FromSeconds(0.2), 20, 0, 100, calls, allowed: 10);

        Assert.InRange(estimate!.Value.TotalSeconds, 10, 10.2);
    }

    [Fact]
    public void After_ARunInTheMiddle_TheStartFollowsSlowly()
    {
        var pace = default(PaceStart);
        var starts = new List<long>();
        for (var finished = 1; finished <= 400; finished++)
        {
            pace = pace.After(TimeSpan.FromSeconds(finished), finished, workers: 3);
            starts.Add(pace.Finished);
        }

        Assert.Equal((0, 6, 6, 24, 96), (starts[4], starts[5], starts[94], starts[95], starts[399]));
        Assert.Equal(TimeSpan.FromSeconds(96), pace.At);
    }

    // The error relative to the time that was really left.
    private static double ErrorAt(double at, int seed, int workers, double coldStart)
    {
        var pace = default(PaceStart);
        var random = new Random(seed);
        var calls = new LatencyHistogram();
        var endings = new PriorityQueue<double, double>();
        double now = 0;
        TimeSpan? estimate = null;
        double estimatedAt = 0;
        int sent = 0, finished = 0;
        while (finished < Tasks)
        {
            while (sent < Tasks && endings.Count < workers)
            {
                var length = (0.13 * Math.Exp((0.5 * Normal(random)) - 0.125)) + (sent < workers ? coldStart : 0);
                endings.Enqueue(length, now + length);
                sent++;
            }

            endings.TryDequeue(out var took, out now);
            finished++;
            calls.Add(TimeSpan.FromSeconds(took));
            pace = pace.After(TimeSpan.FromSeconds(now), finished, workers);
            if (finished == (int)(at * Tasks))
            {
                estimate = RemainingTime.Estimate(
                    TimeSpan.FromSeconds(now), finished, Math.Min(workers, Tasks - finished), Tasks - finished, calls, pace);
                estimatedAt = now;
            }
        }

        return Math.Abs(estimate!.Value.TotalSeconds - (now - estimatedAt)) / (now - estimatedAt);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
