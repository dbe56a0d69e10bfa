namespace Aita.Execution;

/// <summary>What the rest of a batch will probably cost and how long it will take, from a few items that were run. Immutable.</summary>
/// <param name="Cost">USD of the rest; null when the costs of the pilot are not known.</param>
/// <param name="Seconds">Time of the rest.</param>
/// <param name="Binding">The limit that will bind.</param>
/// <param name="PerSecond">Items per second that it allows.</param>
/// <param name="Conditions">The limits, and what the requests of the pilot were like.</param>
public sealed record PilotEstimate(Interval? Cost, Interval Seconds, WaitedFor Binding, double PerSecond, RunConditions Conditions)
{
    /// <summary>95 % of a normal distribution lie below this: an interval of 90 %.</summary>
    private const double Z = 1.6448536269514722;

    /// <summary>Items of a pilot, at most.</summary>
    public const int PilotSize = 20;

    /// <summary>Where a pilot takes its items: in the middle of equal parts of the batch. Pure.</summary>
    /// <param name="items">Items of the batch.</param>
    /// <param name="most">Items of the pilot, at most.</param>
    /// <returns>Places from 0, ascending.</returns>
    public static IReadOnlyList<long> Places(long items, int most = PilotSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var size = (int)Math.Min(most, items);
        return [.. Enumerable.Range(0, size).Select(i => ((2 * i) + 1) * items / (2 * size))];
    }

    /// <summary>Estimates the rest. Pure.</summary>
    /// <param name="sample">The pilot: items from all over the batch.</param>
    /// <param name="rest">Items that are left.</param>
    /// <param name="limits">The limits of the run.</param>
    /// <returns>The estimate with intervals of 90 %; null when two items or more are needed and are not there.</returns>
    /// <remarks>
    /// The sum over n further items of a finite batch, from m items with mean x and deviation s, is n x, give or take t s n sqrt(1/m + 1/n), t
    /// being Student's quantile for m - 1 degrees of freedom.
    /// </remarks>
    public static PilotEstimate? From(IReadOnlyList<PilotItem> sample, long rest, RunConditions limits)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfNegative(rest);
        if (sample.Count < 2)
        {
            return null;
        }

        var times = Total([.. sample.Select(static item => item.CallTime.TotalSeconds)], rest);
        var tokens = Total([.. sample.Select(static item => (double)item.Tokens)], rest);
        var input = Total([.. sample.Select(static item => (double)item.InputTokens)], rest);
        var output = Total([.. sample.Select(static item => (double)(item.Tokens - item.InputTokens))], rest);
        var requests = Total([.. sample.Select(static item => (double)item.Requests)], rest);
        var known = sample.All(static item => item.Cost is not null);
        var latency = TimeSpan.FromSeconds(sample.Average(static item => item.CallTime.TotalSeconds));
        var conditions = limits with
        {
            Latency = latency,
            TokensPerRequest = sample.Average(static item => (double)item.Tokens),
            InputTokensPerRequest = sample.Average(static item => (double)item.InputTokens),
            RateLimit = limits.RateLimit / Math.Max(1, sample.Average(static item => (double)item.Requests)),
        };
        var (binding, perSecond) = SpeedModel.Binding(conditions);
        return new PilotEstimate(
            known ? Total([.. sample.Select(static item => (double)item.Cost!.Value)], rest) : null,
            rest == 0 ? default : new Interval(Longest(static i => i.Low), Longest(static i => i.Expected), Longest(static i => i.High)),
            binding,
            perSecond,
            conditions);

        // Every limit takes its time; the slowest decides. At the end the last answers are waited for.
        double Longest(Func<Interval, double> end)
        {
            var workers = end(times) / Math.Min(Math.Max(1, limits.Workers), rest);
            var paced = limits.RateLimit > 0 ? end(requests) / limits.RateLimit : 0;
            var metered = Math.Max(Metered(tokens, limits.TokensPerMinute), Math.Max(Metered(input, limits.InputTokensPerMinute), Metered(output, limits.OutputTokensPerMinute)));
            return Math.Max(workers, Math.Max(paced, metered)) + (rest > limits.Workers ? latency.TotalSeconds / 2 : 0);

            double Metered(Interval used, long? perMinute) => perMinute is { } limit ? end(used) * 60 / limit : 0;
        }
    }

    private static Interval Total(double[] sample, long rest)
    {
        if (rest == 0)
        {
            return default;
        }

        var mean = sample.Average();
        var deviation = Math.Sqrt(sample.Sum(x => (x - mean) * (x - mean)) / (sample.Length - 1));
        var margin = Student(sample.Length - 1) * deviation * rest * Math.Sqrt((1.0 / sample.Length) + (1.0 / rest));
        return new Interval(Math.Max(0, (rest * mean) - margin), rest * mean, (rest * mean) + margin);
    }

    /// <summary>Student's 95 % quantile: exact for one and two degrees of freedom, then Fisher's expansion (within 0.5 %).</summary>
    private static double Student(int freedom) => freedom switch
    {
        1 => 6.3138,
        2 => 2.9200,
        _ => Z + (((Math.Pow(Z, 3) + Z) / 4) / freedom)
            + (((5 * Math.Pow(Z, 5)) + (16 * Math.Pow(Z, 3)) + (3 * Z)) / 96 / Math.Pow(freedom, 2))
            + (((3 * Math.Pow(Z, 7)) + (19 * Math.Pow(Z, 5)) + (17 * Math.Pow(Z, 3)) - (15 * Z)) / 384 / Math.Pow(freedom, 3)),
    };
}
