using System.Collections.Frozen;

namespace Aita.Simulator;

/// <summary>Which requests fail, and how. Immutable and thread-safe.</summary>
public sealed class FaultPlan
{
    /// <summary>Nothing fails.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>
    /// Probability of each kind, 0 to 1, drawn once per attempt by the seeded hash of the request; together at most 1.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<FaultKind, double> Probabilities { get; init; } = FrozenDictionary<FaultKind, double>.Empty;

    /// <summary>
    /// Share of the distinct requests, 0 to 1, whose first attempt fails with <see cref="FirstAttemptFault"/> and whose later attempts
    /// do not. Which ones depends on seed and body alone.
    /// </summary>
    /// <value>The default is 0.</value>
    public double FirstAttemptsOnly { get; init; }

    /// <summary>How the first attempts of <see cref="FirstAttemptsOnly"/> fail.</summary>
    /// <value>The default is <see cref="FaultKind.Unavailable503"/> without <c>Retry-After</c>.</value>
    public FaultKind FirstAttemptFault { get; init; } = FaultKind.Unavailable503;

    /// <summary>
    /// Asked first for every request; what it returns happens, null leaves the choice to the other properties and
    /// a fault of kind <see cref="FaultKind.None"/> makes sure that nothing fails. Called concurrently.
    /// </summary>
    public Func<SimulatedRequest, Fault?>? Script { get; init; }

    /// <summary><c>Retry-After</c> of drawn 429, 503 and 529 faults, in whole seconds; null sends none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>How long drawn slow bodies take.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan SlowBodyDuration { get; init; } = TimeSpan.FromSeconds(5);

    internal IEnumerable<string> Errors()
    {
        foreach (var (kind, probability) in Probabilities)
        {
            if (probability is not (>= 0 and <= 1))
            {
                yield return $"Faults.Probabilities[{kind}] is {probability}; give 0 to 1.";
            }

            if (kind is FaultKind.None or FaultKind.Custom)
            {
                yield return $"Faults.Probabilities has an entry for {kind}, which cannot be drawn; remove it.";
            }
        }

        if (Probabilities.Values.Sum() > 1.000001)
        {
            yield return $"Faults.Probabilities add up to {Probabilities.Values.Sum()}; they may reach at most 1.";
        }

        if (FirstAttemptsOnly is not (>= 0 and <= 1))
        {
            yield return $"Faults.FirstAttemptsOnly is {FirstAttemptsOnly}; give 0 to 1.";
        }

        if (RetryAfterSeconds < 0)
        {
            yield return $"Faults.RetryAfterSeconds is {RetryAfterSeconds}; give 0 or more, or null for none.";
        }

        if (SlowBodyDuration < TimeSpan.Zero)
        {
            yield return $"Faults.SlowBodyDuration is {SlowBodyDuration}; give a time of 0 or more.";
        }
    }
}
