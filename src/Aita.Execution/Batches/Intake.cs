using System.Collections.Concurrent;

namespace Aita.Execution;

/// <summary>
/// Takes tasks from the source one by one, only as many as there is room for, and hands them to <see cref="Acceptance"/>. Follow-up tasks go
/// before the source.
/// </summary>
internal sealed class Intake(BatchState state, Acceptance acceptance, Publication publication)
{
    private readonly ConcurrentQueue<WorkItem> _followUps = new();
    private int _pendingFollowUps;
    private bool _closed;
    private volatile bool _sourceEnded;
    private volatile bool _ended;
    private long _taken;

    /// <summary>True when no further task will come, unless an open one has follow-ups.</summary>
    public bool IsFinished => _sourceEnded && Volatile.Read(ref _pendingFollowUps) == 0;

    /// <summary>True when no task will ever come.</summary>
    public bool HasEnded => _ended;

    /// <summary>What the source threw, if it did.</summary>
    public Exception? SourceFailure { get; private set; }

    /// <summary>Adds follow-up tasks of an item whose outcome is not published yet.</summary>
    /// <returns>False when the intake is over, so that the tasks will not be run.</returns>
    public bool TryAddFollowUps(IReadOnlyList<WorkItem> tasks)
    {
        lock (_followUps)
        {
            if (_closed)
            {
                return false;
            }

            Interlocked.Add(ref _pendingFollowUps, tasks.Count);
            foreach (var task in tasks)
            {
                _followUps.Enqueue(task);
            }
        }

        state.Ready.Room.Set();
        return true;
    }

    /// <param name="source">The tasks.</param>
    /// <param name="reportRest">Whether tasks that were not reached when the batch stopped still get an outcome.</param>
    public async Task RunAsync(IAsyncEnumerable<LlmTask> source, bool reportRest)
    {
        try
        {
            await PumpAsync(source, reportRest).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (state.Stopping.IsCancellationRequested)
        {
            // The source listens to the caller's token, or to the one it was given.
        }
        catch (Exception exception)
        {
            SourceFailure = exception;
            state.Stop(new LlmFailure(FailureKind.Rejected, $"The source of the tasks failed: {exception.Message}"));
        }
        finally
        {
            await AbandonAsync().ConfigureAwait(false);
            _sourceEnded = true;
            _ended = true;
            state.Ready.Changed.Set();
        }
    }

    private async Task PumpAsync(IAsyncEnumerable<LlmTask> source, bool reportRest)
    {
        var tasks = source.GetAsyncEnumerator(reportRest ? CancellationToken.None : state.Stopping);
        await using (tasks.ConfigureAwait(false))
        {
            Task<bool>? moving = null;
            while (!state.Stopping.IsCancellationRequested)
            {
                if (state.Open >= state.MaxOpen || !state.Ready.HasRoom)
                {
                    if (state.Open >= state.MaxOpen)
                    {
                        await acceptance.FlushAsync().ConfigureAwait(false); // all that is open may wait for the group that is not complete
                    }

                    await publication.ReleaseReusedAsync().ConfigureAwait(false);

                    await state.Ready.Room.WaitAsync().ConfigureAwait(false);
                }
                else if (_followUps.TryDequeue(out var followUp))
                {
                    await TakeFollowUpAsync(followUp).ConfigureAwait(false);
                }
                else if (_sourceEnded)
                {
                    await acceptance.FlushAsync().ConfigureAwait(false);

                    // In this order: a task that is closed has handed in its follow-ups before.
                    if (state.Open == 0 && IsFinished)
                    {
                        return;
                    }

                    await state.Ready.Room.WaitAsync().ConfigureAwait(false);
                }
                else
                {
                    moving ??= MoveNext(tasks);
                    if (!moving.IsCompleted)
                    {
                        await acceptance.FlushAsync().ConfigureAwait(false);
                        await state.Ready.Room.WaitAsync().ConfigureAwait(false);
                    }
                    else if (await moving.ConfigureAwait(false))
                    {
                        moving = null;
                        await TakeAsync(new WorkItem(tasks.Current, parent: null) { Position = _taken++ }).ConfigureAwait(false);
                    }
                    else
                    {
                        _sourceEnded = true;
                        state.Metrics.SourceEnded();
                        state.Ready.Changed.Set();
                    }
                }
            }

            await AfterStopAsync(tasks, moving, reportRest).ConfigureAwait(false);
        }
    }

    private async Task AfterStopAsync(IAsyncEnumerator<LlmTask> tasks, Task<bool>? moving, bool reportRest)
    {
        if (_sourceEnded)
        {
            return;
        }

        if (!reportRest)
        {
            try
            {
                // A source must not be disposed while it moves; its token has been cancelled.
                _ = moving is not null && await moving.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // as asked
            }

            return;
        }

        while (await (moving ?? MoveNext(tasks)).ConfigureAwait(false))
        {
            moving = null;
            var item = new WorkItem(tasks.Current, parent: null) { Position = _taken++ };
            state.Opened();
            state.Metrics.TaskTaken();
            await publication.NotRunAsync(item).ConfigureAwait(false);
        }
    }

    private Task<bool> MoveNext(IAsyncEnumerator<LlmTask> tasks)
    {
        var move = tasks.MoveNextAsync();
        if (move.IsCompletedSuccessfully)
        {
            return Task.FromResult(move.Result); // cached by the runtime for true and false
        }

        var task = move.AsTask();
        _ = task.ContinueWith(
            static (_, signal) => ((AsyncSignal)signal!).Set(), state.Ready.Room, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    private async ValueTask TakeFollowUpAsync(WorkItem followUp)
    {
        // Open before it stops being pending: the batch must never look finished in between.
        state.Opened();
        Interlocked.Decrement(ref _pendingFollowUps);
        await acceptance.AcceptAsync(followUp).ConfigureAwait(false);
    }

    private ValueTask TakeAsync(WorkItem item)
    {
        state.Opened();
        return acceptance.AcceptAsync(item);
    }

    private async ValueTask AbandonAsync()
    {
        await acceptance.AbandonAsync().ConfigureAwait(false);

        lock (_followUps)
        {
            _closed = true;
        }

        while (_followUps.TryDequeue(out var followUp))
        {
            state.Opened();
            state.Metrics.TaskTaken();
            Interlocked.Decrement(ref _pendingFollowUps);
            await publication.NotRunAsync(followUp).ConfigureAwait(false);
        }
    }
}
