namespace Aita.Simulator;

/// <summary>How the simulated grader deviates from the true points. The same request gets the same deviation.</summary>
public sealed class GradingNoise
{
    /// <summary>Share of the answers whose points deviate, 0 to 1.</summary>
    /// <value>The default is 0: every known answer gets its true points.</value>
    public double Probability { get; init; }

    /// <summary>The largest deviation, in points; drawn evenly from <see cref="Step"/> to this.</summary>
    /// <value>The default is 1 point.</value>
    public decimal MaxPoints { get; init; } = 1;

    /// <summary>Deviations are multiples of this many points.</summary>
    /// <value>The default is 0.5 points.</value>
    public decimal Step { get; init; } = 0.5m;

    /// <summary>Share of the deviations that give too much, 0 to 1.</summary>
    /// <value>The default is 0.5.</value>
    public double TooHigh { get; init; } = 0.5;

    internal static GradingNoise None { get; } = new();

    /// <summary>The points with a deviation or without, within 0 and <paramref name="most"/>.</summary>
    internal decimal Apply(decimal points, decimal most, ref SeededRandom random)
    {
        if (random.NextDouble() >= Probability)
        {
            return points;
        }

        int steps = random.Next(1, Math.Max(1, (int)(MaxPoints / Step)));
        decimal size = steps * Step;
        return Math.Clamp(random.NextDouble() < TooHigh ? points + size : points - size, 0, Math.Max(points, most));
    }

    internal IEnumerable<string> Errors()
    {
        if (Probability is not (>= 0 and <= 1) || TooHigh is not (>= 0 and <= 1))
        {
            yield return $"GradingNoise.Probability is {Probability} and TooHigh is {TooHigh}; give 0 to 1.";
        }

        if (Step <= 0 || MaxPoints < Step)
        {
            yield return $"GradingNoise.Step is {Step} and MaxPoints is {MaxPoints}; give a step above 0 and at least one step at most.";
        }
    }
}
