namespace Aita.Execution;

/// <summary>
/// Flushes a file to the device when asked, one flush at a time, on a thread of its own: a flush takes milliseconds, and threads of the pool
/// are for others. Requests that come during a flush share the next one. Thread-safe.
/// </summary>
internal sealed class DeviceFlush
{
    private readonly object _gate = new();
    private readonly Action _flush;
    private readonly Action<Exception> _failed;
    private TaskCompletionSource? _next;
    private Thread? _thread;
    private bool _isStopped;

    /// <summary>Creates the flusher of one file.</summary>
    /// <param name="flush">Flushes; may block.</param>
    /// <param name="failed">Told when a flush fails.</param>
    public DeviceFlush(Action flush, Action<Exception> failed) => (_flush, _failed) = (flush, failed);

    /// <summary>Asks for a flush and does not wait for it.</summary>
    public void Request() => Ask();

    /// <summary>Asks for a flush.</summary>
    /// <returns>Completes when a flush that began after this call has ended.</returns>
    public ValueTask FlushAsync() => new(Ask().Task);

    /// <summary>Ends the thread once the flush that was asked for last has ended.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            Monitor.Pulse(_gate);
        }
    }

    private TaskCompletionSource Ask()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            Start();
            Monitor.Pulse(_gate);
            return _next;
        }
    }

    private void Start()
    {
        if (_thread is null)
        {
            _thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "Aita checkpoint flush" };
            _thread.Start();
        }
    }

    private void Run()
    {
        while (WaitForRequest() is { } request)
        {
            try
            {
                _flush();
                request.SetResult();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                _failed(e);
                request.SetException(e);
            }
        }
    }

    private TaskCompletionSource? WaitForRequest()
    {
        lock (_gate)
        {
            while (_next is null && !_isStopped)
            {
                Monitor.Wait(_gate);
            }

            var request = _next;
            _next = null;
            return request;
        }
    }
}
