namespace Aita.Execution.Tests.Metrics;

public sealed class RemainingTimeTests
{
    private const int Tasks = 500;
    private const int Workers = 10;

    [Theory]
    [InlineData(0.2, 0.10)]
    [InlineData(0.5, 0.10)]
    [InlineData(0.8, 0.10)]
    public void Estimate_LogNormalRuns_MedianErrorIsSmall(double at, double allowed)
    {
        var errors = Enumerable.Range(0, 200).Select(seed => ErrorAt(at, seed)).Order().ToList();
        var median = errors[100];

        TestContext.Current.TestOutputHelper?.WriteLine($"median error at {at:P0}: {median:P1}, 90 %: {errors[180]:P1}");
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

    // The error relative to the time that was really left.
    private static double ErrorAt(double at, int seed)
    {
        var random = new Random(seed);
        var calls = new LatencyHistogram();
        var endings = new PriorityQueue<double, double>();
        double now = 0;
        TimeSpan? estimate = null;
        double estimatedAt = 0;
        int sent = 0, finished = 0;
        while (finished < Tasks)
        {
            while (sent < Tasks && endings.Count < Workers)
            {
                var length = 2 * Math.Exp(0.5 * Normal(random));
                endings.Enqueue(length, now + length);
                sent++;
            }

            endings.TryDequeue(out var took, out now);
            finished++;
            calls.Add(TimeSpan.FromSeconds(took));
            if (finished == (int)(at * Tasks))
            {
                estimate = RemainingTime.Estimate(
                    TimeSpan.FromSeconds(now), finished, Math.Min(Workers, Tasks - finished), Tasks - finished, calls);
                estimatedAt = now;
            }
        }

        return Math.Abs(estimate!.Value.TotalSeconds - (now - estimatedAt)) / (now - estimatedAt);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
