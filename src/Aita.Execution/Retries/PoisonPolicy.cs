namespace Aita.Execution;

/// <summary>Tells a task that is itself to blame: it fails the same way again and again, while others are answered. Pure.</summary>
internal static class PoisonPolicy
{
    /// <summary>Whether to give a task up although its budget of retries is not used up.</summary>
    /// <param name="kind">How it failed.</param>
    /// <param name="alike">How often in a row it failed so, while others were answered in between.</param>
    /// <param name="most">How many refusals for its rate are too many, see <see cref="ParallelExecutionOptions.SetAsideAfter"/>.</param>
    public static bool IsToBlame(FailureKind kind, int alike, int most) => kind == FailureKind.RateLimited && alike >= most;

    /// <summary>Says in the failure of a task that is given up on that the fault is its own, where that is so.</summary>
    /// <param name="failure">Its last failure.</param>
    /// <param name="alike">How often in a row it failed so, while others were answered in between.</param>
    public static LlmFailure Describe(LlmFailure failure, int alike) => alike < 2 ? failure : failure with
    {
        Message = $"{failure.Message} Set aside: {alike} attempts failed alike while other tasks were answered.",
    };
}
