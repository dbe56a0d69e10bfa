using Microsoft.Extensions.Logging;

namespace Aita.Execution;

/// <summary>Hands events to the caller, one at a time. Exceptions of the caller's code are logged and go no further. Thread-safe.</summary>
internal sealed class EventSink(BatchOptions options, ILogger logger)
{
    private readonly Lock _lock = new();

    /// <summary>False when nobody listens, so that events need not be made.</summary>
    public bool IsOpen => options.OnEvent is not null;

    public void Send(ExecutionEvent happened)
    {
        if (options.OnEvent is { } listener)
        {
            lock (_lock)
            {
                Guard(string.Empty, listener, happened);
            }
        }
    }

    /// <summary>Tells the caller of a finished task. Called from one loop only.</summary>
    public void Completed(TaskResult result)
    {
        if (options.OnTaskCompleted is { } callback)
        {
            Guard(result.TaskId, callback, result);
        }

        if (IsOpen)
        {
            Send(new ExecutionEvent.TaskCompleted(result));
        }
    }

    private void Guard<T>(string taskId, Action<T> callback, T argument)
    {
        try
        {
            callback(argument);
        }
        catch (Exception exception)
        {
            BatchLog.CallbackFailed(logger, taskId, exception);
        }
    }
}
