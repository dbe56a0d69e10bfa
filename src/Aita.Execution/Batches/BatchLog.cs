using Microsoft.Extensions.Logging;

namespace Aita.Execution;

/// <summary>Everything a batch logs. Prompts and answers are never logged.</summary>
internal static partial class BatchLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Batch {Name} started; checkpoint {Checkpoint}, {Earlier} earlier outcomes")]
    public static partial void Started(ILogger logger, string name, string? checkpoint, int earlier);

    [LoggerMessage(Level = LogLevel.Information, Message = "Batch ended: {Succeeded} succeeded, {Failed} failed, {NotRun} not run in {Elapsed}")]
    public static partial void Ended(ILogger logger, int succeeded, int failed, int notRun, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Batch is stopping ({Kind}): {Reason}")]
    public static partial void Stopping(ILogger logger, FailureKind kind, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Task {TaskId}: attempt {Attempt} failed ({Kind}), next in {Delay}")]
    public static partial void Retrying(ILogger logger, string taskId, int attempt, FailureKind kind, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "The provider asked to slow down: nothing is sent for {Duration}")]
    public static partial void Paused(ILogger logger, TimeSpan duration);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The provider seems to be down: one request tries again in {Interval}. The last failure: {Reason}")]
    public static partial void ProviderDown(ILogger logger, TimeSpan interval, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The provider answers again after {Duration}")]
    public static partial void ProviderUp(ILogger logger, TimeSpan duration);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Task {TaskId}: {Model} is asked instead ({Kind})")]
    public static partial void FallingBack(ILogger logger, string taskId, string model, FailureKind kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task {TaskId} failed ({Kind}): {Reason}")]
    public static partial void TaskFailed(ILogger logger, string taskId, FailureKind kind, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Identical requests that are far apart are sent again from now on: the temporary file that finds their answers failed ({Reason})")]
    public static partial void AnswersForgotten(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Code that listens to a cancellation token threw an exception, which is ignored")]
    public static partial void CancellationFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A callback for task {TaskId} threw an exception, which is ignored")]
    public static partial void CallbackFailed(ILogger logger, string taskId, Exception exception);
}
