using System.Diagnostics;

namespace Aita.Simulator;

/// <summary>
/// Completes tasks at exact moments. Timers of the thread pool may fire milliseconds late, which would spoil measurements of a few
/// per cent; so one thread of its own sleeps until shortly before the next due time and then yields its processor until it is due.
/// Without waiting requests the thread sleeps and costs nothing. Thread-safe.
/// </summary>
internal sealed class PreciseDelay : IDisposable
{
    /// <summary>Wake-ups from a wait were seen 0.1 to 0.2 ms late; the rest of the time is yielded away.</summary>
    private static readonly long WakeMargin = Stopwatch.Frequency / 4000;

    private readonly Lock _startLock = new();
    private readonly object _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _queue = new();
    private Thread? _thread;
    private bool _stopped;

    /// <summary>Waits until <see cref="Stopwatch.GetTimestamp"/> reaches <paramref name="due"/>.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the queue was disposed, before the time came.</exception>
    public async Task WaitUntilAsync(long due, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (due <= Stopwatch.GetTimestamp())
        {
            return;
        }

        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        EnsureStarted();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            _queue.Enqueue(waiter, due);
            if (ReferenceEquals(_queue.Peek(), waiter))
            {
                Monitor.Pulse(_lock);
            }
        }

        // A cancelled waiter stays in the queue until its time comes; completing it then has no effect.
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
        await waiter.Task;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            while (_queue.TryDequeue(out var waiter, out _))
            {
                waiter.TrySetCanceled();
            }

            Monitor.Pulse(_lock);
        }
    }

    private void EnsureStarted()
    {
        if (Volatile.Read(ref _thread) is not null)
        {
            return;
        }

        lock (_startLock)
        {
            if (_thread is null)
            {
                var thread = new Thread(Run) { IsBackground = true, Name = "Aita.Simulator delays" };
                thread.Start();
                Volatile.Write(ref _thread, thread);
            }
        }
    }

    private void Run()
    {
        lock (_lock)
        {
            while (!_stopped)
            {
                if (!_queue.TryPeek(out var waiter, out long due))
                {
                    Monitor.Wait(_lock);
                    continue;
                }

                long left = due - Stopwatch.GetTimestamp();
                if (left <= 0)
                {
                    _queue.Dequeue();
                    waiter.TrySetResult();
                    continue;
                }

                int sleep = (int)Math.Min((left - WakeMargin) * 1000 / Stopwatch.Frequency, int.MaxValue);
                if (sleep > 0)
                {
                    Monitor.Wait(_lock, sleep);
                }
                else
                {
                    YieldOutsideTheLock();
                }
            }
        }
    }

    /// <summary>Lets arrivals take the lock while the last fraction of a millisecond passes.</summary>
    private void YieldOutsideTheLock()
    {
        Monitor.Exit(_lock);
        try
        {
            Thread.Yield();
        }
        finally
        {
            Monitor.Enter(_lock);
        }
    }
}
