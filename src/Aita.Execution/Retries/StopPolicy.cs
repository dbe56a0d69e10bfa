using System.Globalization;

namespace Aita.Execution;

/// <summary>
/// Whether a failure ends the whole batch. A key, credit or budget failure does at once. A model that does not exist, and a 403, may be the fault
/// of one task or of the whole run: they stop the batch when three tasks met them and none has succeeded, so that one line with a wrong model
/// cannot stop a mixed batch. Thread-safe.
/// </summary>
internal sealed class StopPolicy(TimeSpan maxRetryAfter)
{
    private const int Forbidden = 403;
    private const int SuspectFailures = 3;

    private int _suspectFailures;
    private LlmFailure? _suspect;
    private long _succeeded;

    /// <summary>Answers so far.</summary>
    public long Successes => Volatile.Read(ref _succeeded);

    public void Succeeded() => Interlocked.Increment(ref _succeeded);

    /// <summary>Whether a failure may be the fault of one task or of the whole run.</summary>
    public static bool IsSuspect(LlmFailure failure) =>
        failure.Kind == FailureKind.ModelUnavailable || failure is { Kind: FailureKind.Rejected, StatusCode: Forbidden };

    /// <summary>The reason to stop, or null to go on.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="now">The time on the user's clock.</param>
    public LlmFailure? ReasonToStop(LlmFailure failure, DateTimeOffset now)
    {
        if (failure.StopsBatch)
        {
            return failure;
        }

        if (failure.RetryAfter is { } wait && wait > maxRetryAfter && failure.IsTransientKind)
        {
            return failure with
            {
                Message = string.Create(CultureInfo.InvariantCulture, $"The provider asks to wait until {now + wait:yyyy-MM-dd HH:mm:ss zzz}, {wait.TotalSeconds:0} s, ")
                    + string.Create(CultureInfo.InvariantCulture, $"longer than the {maxRetryAfter.TotalSeconds:0} s allowed: run again after that. It said: {failure.Message}"),
            };
        }

        if (!IsSuspect(failure))
        {
            return null;
        }

        Volatile.Write(ref _suspect, failure);
        return Interlocked.Increment(ref _suspectFailures) >= SuspectFailures && Volatile.Read(ref _succeeded) == 0 ? Reason(failure) : null;
    }

    /// <summary>Why a batch that ran to its end came to nothing, when every task met the same fault of the whole run; else null.</summary>
    /// <param name="failedTasks">Tasks that were given up on.</param>
    public LlmFailure? ReasonAtEnd(int failedTasks) =>
        failedTasks > 0 && Volatile.Read(ref _succeeded) == 0 && Volatile.Read(ref _suspectFailures) >= failedTasks && Volatile.Read(ref _suspect) is { } suspect
            ? Reason(suspect)
            : null;

    // What was one task's fault as long as others might succeed is now the key's.
    private static LlmFailure Reason(LlmFailure suspect) =>
        suspect.Kind == FailureKind.Rejected ? suspect with { Kind = FailureKind.Unauthorized } : suspect;
}
