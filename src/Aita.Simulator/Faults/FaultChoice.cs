namespace Aita.Simulator;

/// <summary>Decides which fault an attempt meets: pure, but for the script.</summary>
internal static class FaultChoice
{
    /// <summary>The drawn fault of one attempt, or null.</summary>
    public static Fault? Draw(FaultPlan plan, int seed, ulong bodyHash, int occurrence)
    {
        if (plan.FirstAttemptsOnly > 0 && occurrence == 1 && FailsFirst(plan, seed, bodyHash))
        {
            return Make(plan, plan.FirstAttemptFault);
        }

        if (plan.Probabilities.Count == 0)
        {
            return null;
        }

        double point = SeededRandom.For(seed, bodyHash, occurrence, RandomPurpose.Fault).NextDouble();
        foreach (var (kind, probability) in plan.Probabilities.OrderBy(entry => entry.Key))
        {
            point -= probability;
            if (point < 0)
            {
                return Make(plan, kind);
            }
        }

        return null;
    }

    private static bool FailsFirst(FaultPlan plan, int seed, ulong bodyHash) =>
        SeededRandom.For(seed, bodyHash, 1, RandomPurpose.FirstAttemptFault).NextDouble() < plan.FirstAttemptsOnly;

    private static Fault Make(FaultPlan plan, FaultKind kind) => new(kind)
    {
        Duration = plan.SlowBodyDuration,
        RetryAfterSeconds = kind is FaultKind.RateLimited429 or FaultKind.Unavailable503 or FaultKind.Overloaded529
            ? plan.RetryAfterSeconds
            : null,
    };
}
