namespace Aita.Execution;

/// <summary>
/// Whether a failure ends the whole batch. A key, credit or budget failure does at once; a model that does not exist does when three tasks met
/// it and none has succeeded, so that one line with a wrong model cannot stop a mixed batch. Thread-safe.
/// </summary>
internal sealed class StopPolicy(TimeSpan maxRetryAfter)
{
    private const int ModelFailures = 3;

    private int _modelFailures;
    private int _succeeded;

    public void Succeeded() => Volatile.Write(ref _succeeded, 1);

    /// <summary>The reason to stop, or null to go on.</summary>
    public LlmFailure? ReasonToStop(LlmFailure failure)
    {
        if (failure.StopsBatch)
        {
            return failure;
        }

        if (failure.RetryAfter > maxRetryAfter && failure.IsTransient)
        {
            return failure with
            {
                Message = $"The provider asks to wait {failure.RetryAfter:d\\.hh\\:mm\\:ss}, longer than the {maxRetryAfter.TotalSeconds:0} s allowed: " +
                    $"run again after that. It said: {failure.Message}",
            };
        }

        return failure.Kind == FailureKind.ModelUnavailable
            && Volatile.Read(ref _succeeded) == 0
            && Interlocked.Increment(ref _modelFailures) >= ModelFailures
                ? failure
                : null;
    }
}
