using CsCheck;

namespace Aita.Execution.Tests.Prefixes;

/// <summary>What the cache-aware order costs in time, and what it saves, in runs of known latencies.</summary>
public sealed class PrefixTimeTests
{
    private const double Slow = 10;

    private static readonly Gen<Workload> Workloads =
        from workers in Gen.Int[1, 16]
        from rounds in Gen.Int[1, 60]
        from groups in Gen.Int[1, 24]
        from seconds in Gen.Double[0.01, 10]
        from sigma in OneOf(0, 0.2, 0.5)
        from slow in OneOf(0, 0.3, 1)
        from interleaved in Gen.Bool
        from seed in Gen.Int
        select new Workload(workers, rounds, groups, seconds, sigma, slow, interleaved, seed);

    [Fact]
    public void AnyRun_SlowWarmings_TakesATenthLongerAtMost() =>
        Workloads.Sample(
            static workload =>
            {
                var tasks = workload.Tasks();
                var run = PrefixSimulation.Aware(tasks, workload.Workers);
                var sameOrder = PrefixSimulation.TimeInOrder(run.Order, workload.Workers);
                var asInput = PrefixSimulation.TimeInOrder(tasks, workload.Workers);

                // One latency more: how long requests take is known only once the first was answered, and that one is waited for.
                Assert.InRange(run.Time, TimeSpan.Zero, (sameOrder * 1.1) + run.Order.Take(2).Min(static task => task.Latency));

                // Another order may start the longest request last, whether workers idle or not.
                Assert.InRange(run.Time, TimeSpan.Zero, (asInput * 1.1) + tasks.Max(static task => task.Latency));
                Assert.True(run.Time <= sameOrder + run.Idle);
                Assert.True(workload.Rounds >= 10 || run.Idle == TimeSpan.Zero);
            },
            iter: 1000);

    [Fact]
    public void AnyRun_EqualLatencies_TakesATenthLongerAtMostAndWritesEachPrefixOnceButForTheFirst() =>
        Workloads.Sample(
            static workload =>
            {
                var tasks = (workload with { Sigma = 0, SlowShare = 0 }).Tasks();
                var run = PrefixSimulation.Aware(tasks, workload.Workers);

                Assert.InRange(run.Time, TimeSpan.Zero, PrefixSimulation.TimeInOrder(tasks, workload.Workers) * 1.1);
                Assert.True(workload.Rounds < 10 || run.Writes <= Math.Max(workload.Rounds < 20 ? 4 : 2, tasks.DistinctBy(static task => task.Prefix).Count()));
            },
            iter: 1000);

    /// <summary>Latencies of which nothing is known when the first request is sent, and one that may be slow: nearly never is more lost than the budget.</summary>
    [Theory]
    [InlineData(10, 0.05)]
    [InlineData(20, 0.02)]
    [InlineData(50, 0.005)]
    public void Aware_OnePrefix_HardlyAnyRunTakesATenthLonger(int rounds, double mostSlow)
    {
        const int Runs = 1000;
        var slow = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var workload = new Workload(8, rounds, Groups: 1, Seconds: 0.13, Sigma: 0.5, SlowShare: 0.1, Interleaved: true, seed);
            var run = PrefixSimulation.Aware(workload.Tasks(), workload.Workers);
            slow += run.Time > PrefixSimulation.TimeInOrder(run.Order, workload.Workers) * 1.1 ? 1 : 0;
        }

        Assert.InRange(slow / (double)Runs, 0, mostSlow);
    }

    [Theory]
    [InlineData(20, 1, 1.02)]
    [InlineData(20, 5, 0.02)]
    [InlineData(50, 1, 1.02)]
    [InlineData(50, 5, 0.02)]
    [InlineData(50, 20, 0.02)]
    public void Aware_LogNormalLatencies_HardlyAnyPrefixIsWrittenTwice(int rounds, int groups, double mostExtra)
    {
        const int Runs = 200;
        var extra = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var workload = new Workload(8, rounds, groups, Seconds: 1, Sigma: 0.5, SlowShare: 0, Interleaved: true, seed);
            extra += PrefixSimulation.Aware(workload.Tasks(), workload.Workers).Writes - groups;
        }

        Assert.InRange(extra / (double)(Runs * groups), 0, mostExtra);
    }

    private static Gen<double> OneOf(params double[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private sealed record Workload(int Workers, int Rounds, int Groups, double Seconds, double Sigma, double SlowShare, bool Interleaved, int Seed)
    {
        /// <summary>Log-normal latencies; the first of a group is slow now and then, never, or always.</summary>
        public SimulatedTask[] Tasks()
        {
            var random = new Random(Seed);
            var count = Workers * Rounds;
            var seen = new HashSet<int>();
            return
            [
                .. Enumerable.Range(0, count).Select(i =>
                {
                    var group = Interleaved ? i % Groups : (int)((long)i * Groups / count);
                    var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                    var isSlow = seen.Add(group) && random.NextDouble() < SlowShare;
                    return new SimulatedTask($"p{group}", TimeSpan.FromSeconds(Seconds * Math.Exp(Sigma * normal) * (isSlow ? Slow : 1)));
                }),
            ];
        }
    }
}
