namespace Aita.Simulator;

/// <summary>
/// How long simulated answers take. Draws are pure: the same seed, body and occurrence give the same latency,
/// whatever the order of the requests. Immutable and thread-safe.
/// </summary>
public abstract class LatencyModel
{
    /// <summary>For models without a notion of a first token: the share of the latency that passes before it.</summary>
    private const double FirstTokenShare = 0.3;

    private protected LatencyModel()
    {
    }

    /// <summary>Answers at once; the delay queue is not used at all.</summary>
    public static LatencyModel None { get; } = new ConstantLatency(TimeSpan.Zero);

    /// <summary>Names accepted by <see cref="Profile"/>.</summary>
    public static IReadOnlyList<string> ProfileNames => LatencyProfiles.Names;

    internal bool IsNone => ReferenceEquals(this, None);

    /// <summary>Every answer takes <paramref name="latency"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The latency is negative.</exception>
    public static LatencyModel Constant(TimeSpan latency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);
        return latency == TimeSpan.Zero ? None : new ConstantLatency(latency);
    }

    /// <summary>Log-normal latency with the arithmetic mean <paramref name="mean"/>.</summary>
    /// <param name="mean">The arithmetic mean, above zero.</param>
    /// <param name="sigma">Standard deviation of the logarithm; 0 = constant, 0.3 = calm, 0.9 = heavy tail.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not above zero or sigma is negative.</exception>
    public static LatencyModel LogNormal(TimeSpan mean, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(mean, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        return new LogNormalLatency(Math.Log(mean.TotalSeconds) - (sigma * sigma / 2), sigma);
    }

    /// <summary>Log-normal time to the first token, then tokens at a log-normal rate (sigma 0.25) drawn once per request.</summary>
    /// <param name="medianTimeToFirstToken">Median time to the first token, above zero.</param>
    /// <param name="sigma">Standard deviation of the logarithm of the time to the first token.</param>
    /// <param name="tokensPerSecond">Median rate of output tokens, above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static LatencyModel TokenRate(TimeSpan medianTimeToFirstToken, double sigma, double tokensPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(medianTimeToFirstToken, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokensPerSecond);
        return new TokenRateLatency(Math.Log(medianTimeToFirstToken.TotalSeconds), sigma, Math.Log(tokensPerSecond));
    }

    /// <summary>A token-rate model fitted to published measurements of one model, for example <c>gemini-2.5-flash</c>.</summary>
    /// <exception cref="ArgumentException">There is no profile of that name; the message lists those there are.</exception>
    public static LatencyModel Profile(string name) =>
        LatencyProfiles.Find(name) ?? throw new ArgumentException(
            $"There is no latency profile '{name}'. Use one of: {string.Join(", ", ProfileNames)}.", nameof(name));

    /// <summary>
    /// Reads the form used on the command line: <c>none</c>, <c>constant:0.13</c>, <c>lognormal:MEAN:SIGMA</c> (seconds) or a profile's name.
    /// </summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static LatencyModel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LatencyProfiles.Parse(text);
    }

    /// <summary>This model, with a small share of requests that stall for much longer (tests timeouts and hedging).</summary>
    /// <param name="probability">Share of requests that stall, 0 to 1.</param>
    /// <param name="min">Shortest stall, added to the latency.</param>
    /// <param name="max">Longest stall, added to the latency.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public LatencyModel WithStalls(double probability, TimeSpan min, TimeSpan max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1.0);
        ArgumentOutOfRangeException.ThrowIfLessThan(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        return new StallingLatency(this, probability, min, max);
    }

    /// <summary>The latency of one attempt: a pure function of its arguments.</summary>
    /// <param name="seed">The seed of the simulator's options.</param>
    /// <param name="bodyHash">Hash of the request's body, as in <see cref="RequestRecord.BodyHash"/>.</param>
    /// <param name="occurrence">1 for the first time this body is seen, 2 for the second...</param>
    /// <param name="completionTokens">Tokens of the answer; only token-rate models use it.</param>
    public LatencyDraw Draw(int seed, ulong bodyHash, int occurrence, int completionTokens)
    {
        var random = SeededRandom.For(seed, bodyHash, occurrence, RandomPurpose.Latency);
        return Draw(ref random, completionTokens);
    }

    internal abstract LatencyDraw Draw(ref SeededRandom random, int completionTokens);

    private static LatencyDraw Whole(double seconds)
    {
        var total = TimeSpan.FromSeconds(seconds);
        return new LatencyDraw(total * FirstTokenShare, total);
    }

    private sealed class ConstantLatency(TimeSpan latency) : LatencyModel
    {
        internal override LatencyDraw Draw(ref SeededRandom random, int completionTokens) => Whole(latency.TotalSeconds);
    }

    private sealed class LogNormalLatency(double mu, double sigma) : LatencyModel
    {
        internal override LatencyDraw Draw(ref SeededRandom random, int completionTokens) =>
            Whole(Math.Exp(mu + (sigma * random.NextGaussian())));
    }

    private sealed class TokenRateLatency(double mu, double sigma, double logRate) : LatencyModel
    {
        private const double RateSigma = 0.25;

        internal override LatencyDraw Draw(ref SeededRandom random, int completionTokens)
        {
            double first = Math.Exp(mu + (sigma * random.NextGaussian()));
            double rate = Math.Exp(logRate + (RateSigma * random.NextGaussian()));
            return new LatencyDraw(TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(first + (completionTokens / rate)));
        }
    }

    private sealed class StallingLatency(LatencyModel inner, double probability, TimeSpan min, TimeSpan max) : LatencyModel
    {
        internal override LatencyDraw Draw(ref SeededRandom random, int completionTokens)
        {
            bool stalls = random.NextDouble() < probability;
            var stall = min + ((max - min) * random.NextDouble());
            var draw = inner.Draw(ref random, completionTokens);
            return stalls ? new LatencyDraw(draw.FirstToken + stall, draw.Total + stall) : draw;
        }
    }
}
