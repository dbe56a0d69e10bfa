namespace Aita.Execution;

/// <summary>What one step after the first question to a task's own model took and brought. Immutable.</summary>
/// <param name="Requests">Requests sent, those that failed included.</param>
/// <param name="Succeeded">Tasks whose answer came from this step.</param>
/// <param name="Cost">USD spent on it, as far as it is known.</param>
/// <param name="Usage">Tokens it used, as far as they are known.</param>
public sealed record StepFigures(long Requests, int Succeeded, decimal Cost, TokenUsage Usage = default)
{
    /// <summary>Never taken.</summary>
    public static StepFigures None { get; } = new(0, 0, 0);
}

/// <summary>What a request is for.</summary>
public enum RequestStep
{
    /// <summary>The task's question to its own model.</summary>
    First,

    /// <summary>The same model is shown what was wrong with its answer.</summary>
    Reask,

    /// <summary>A stronger model is asked instead.</summary>
    RepairModel,

    /// <summary>Another model, since the task's own cannot answer.</summary>
    Fallback,

    /// <summary>The same request a second time, since the first takes long.</summary>
    Hedge,
}
