using Aita.Execution;

namespace Aita.Cli;

/// <summary>What the exit code of <c>aita</c> says to a script.</summary>
internal static class ExitCodes
{
    /// <summary>Everything succeeded.</summary>
    public const int Success = 0;

    /// <summary>Bad usage, input or configuration; also an unexpected error.</summary>
    public const int BadUsage = 1;

    /// <summary>Finished, but some tasks failed.</summary>
    public const int SomeFailed = 2;

    /// <summary>Stopped by the spending cap; resumable.</summary>
    public const int OverBudget = 3;

    /// <summary>Refused by the provider: key, credit, model, or a wait that is too long; resumable.</summary>
    public const int Refused = 4;

    /// <summary>Interrupted; resumable.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a run.</summary>
    /// <param name="finished">Every task has its final outcome.</param>
    /// <param name="failed">Some outcomes are failures.</param>
    /// <param name="stoppedBy">Why the run stopped early, if it did.</param>
    /// <param name="interrupted">A person or the system asked to stop.</param>
    public static int Of(bool finished, bool failed, LlmFailure? stoppedBy, bool interrupted) => stoppedBy?.Kind switch
    {
        _ when finished && !failed => Success,
        FailureKind.OverBudget => OverBudget,
        FailureKind.Cancelled => Interrupted,
        FailureKind.Rejected => BadUsage,
        not null => Refused,
        null when finished => SomeFailed,
        null => interrupted ? Interrupted : SomeFailed,
    };
}
