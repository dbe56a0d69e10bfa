using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Aita.Execution;

/// <summary>
/// Takes tasks from the source one by one, only as many as there is room for: settles what an earlier run has already bought, builds the requests
/// of the rest, combines those that may share one, and makes them ready. Follow-up tasks go before the source.
/// </summary>
internal sealed class Intake(BatchState state, Preparation preparation, Settlement settlement, Publication publication)
{
    private readonly ConcurrentQueue<WorkItem> _followUps = new();
    private readonly HashSet<ulong> _ids = [];
    private readonly Grouping _grouping = new(state.Options.MaxTasksPerRequest);
    private int _pendingFollowUps;
    private bool _closed;
    private volatile bool _sourceEnded;
    private long _taken;

    /// <summary>True when no further task will come, unless an open one has follow-ups.</summary>
    public bool IsFinished => _sourceEnded && Volatile.Read(ref _pendingFollowUps) == 0;

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
        catch (Exception exception)
        {
            SourceFailure = exception;
            state.Stop(new LlmFailure(FailureKind.Rejected, $"The source of the tasks failed: {exception.Message}"));
        }
        finally
        {
            await AbandonAsync().ConfigureAwait(false);
            _sourceEnded = true;
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
                    await state.Ready.Room.WaitAsync().ConfigureAwait(false);
                }
                else if (_followUps.TryDequeue(out var followUp))
                {
                    await TakeFollowUpAsync(followUp).ConfigureAwait(false);
                }
                else if (_sourceEnded)
                {
                    await FlushGroupAsync().ConfigureAwait(false);
                    if (IsFinished && state.Open == 0)
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
                        await FlushGroupAsync().ConfigureAwait(false);
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
        await AcceptAsync(followUp).ConfigureAwait(false);
    }

    private ValueTask TakeAsync(WorkItem item)
    {
        state.Opened();
        return AcceptAsync(item);
    }

    private async ValueTask AcceptAsync(WorkItem item)
    {
        state.Metrics.TaskTaken();
        if (!_ids.Add(Hash(item.Task.Id)))
        {
            await publication.RefuseAsync(item, new LlmFailure(FailureKind.Rejected,
                $"The id '{item.Task.Id}' is used by an earlier task of this batch: give every task its own id.")).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await preparation.PrepareAsync(item, state.Stopping).ConfigureAwait(false) is { } failure)
            {
                await publication.FailAsync(item, failure, answer: null).ConfigureAwait(false);
                return;
            }

            if (state.Store is { EarlierCount: > 0 } store
                && await store.FindAsync(item.Task.Id, state.Stopping).ConfigureAwait(false) is { } earlier
                && await settlement.TryReuseAsync(item, earlier).ConfigureAwait(false))
            {
                return;
            }
        }
        catch (OperationCanceledException) when (state.Stopping.IsCancellationRequested)
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
            return;
        }

        if (state.Options.MaxTasksPerRequest == 1)
        {
            state.Ready.AddNew(item);
            return;
        }

        foreach (var full in _grouping.Add(item))
        {
            await MakeReadyAsync(full).ConfigureAwait(false);
        }
    }

    private async ValueTask FlushGroupAsync()
    {
        if (_grouping.Flush() is { } group)
        {
            await MakeReadyAsync(group).ConfigureAwait(false);
        }
    }

    private async ValueTask MakeReadyAsync(WorkItem item)
    {
        if (item.IsGroup && await preparation.PrepareAsync(item, state.Stopping).ConfigureAwait(false) is { } failure)
        {
            await publication.FailAsync(item, failure, answer: null).ConfigureAwait(false);
            return;
        }

        state.Ready.AddNew(item);
    }

    private async ValueTask AbandonAsync()
    {
        if (_grouping.Flush() is { } group)
        {
            await publication.NotRunAsync(group).ConfigureAwait(false);
        }

        lock (_followUps)
        {
            _closed = true;
        }

        while (_followUps.TryDequeue(out var followUp))
        {
            state.Opened();
            Interlocked.Decrement(ref _pendingFollowUps);
            await publication.NotRunAsync(followUp).ConfigureAwait(false);
        }
    }

    // 64 bits of a cryptographic hash: among a million ids a false alarm has a chance of one in thirty million.
    private static ulong Hash(string id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetMaxByteCount(id.Length);
        Span<byte> utf8 = length <= 512 ? stackalloc byte[512] : new byte[length];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(id, utf8)], digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
