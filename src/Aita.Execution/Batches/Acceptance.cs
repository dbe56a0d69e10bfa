namespace Aita.Execution;

/// <summary>
/// What becomes of a task that enters the batch: refused when its id is taken, settled when an earlier run has bought its answer, else its
/// request is built, combined with others where that is wanted, and made ready. Used by the intake's loop only.
/// </summary>
internal sealed class Acceptance(BatchState state, Preparation preparation, AnswerSettlement answers, FailureSettlement failures, SharedSettlement shared, Publication publication)
{
    private readonly IdSet? _ids = state.IdsAreUnique ? null : new();
    private readonly Grouping _grouping = new(
        state.Options.MostTasksPerRequest, state.Options.PackTokens, state.DefaultModel, (item, exception) => BatchLog.CallbackFailed(state.Log, item.Task.Id, exception));

    /// <summary>Takes over an open task.</summary>
    public async ValueTask AcceptAsync(WorkItem item)
    {
        state.Metrics.TaskTaken();
        if (_ids?.Add(item.Task.Id) == false)
        {
            await publication.FailAsync(item, new LlmFailure(FailureKind.Rejected,
                $"The id '{item.Task.Id}' is used by an earlier task of this batch: give every task its own id.")).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await preparation.BuildAsync(item, state.Stopping).ConfigureAwait(false) is { } failure)
            {
                await publication.FailAsync(item, failure).ConfigureAwait(false);
                return;
            }
        }
        catch (OperationCanceledException)
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
            return;
        }

        if (await TryReuseAsync(item).ConfigureAwait(false))
        {
            return;
        }

        if (state.Stopping.IsCancellationRequested)
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
            return;
        }

        if (state.Options.ShareIdenticalRequests && await shared.EnterAsync(item).ConfigureAwait(false))
        {
            return;
        }

        if (preparation.TryEstimate(item) is { } unreadable)
        {
            await publication.FailAsync(item, unreadable).ConfigureAwait(false);
            return;
        }

        preparation.FindPrefix(item);
        if (state.Options.MostTasksPerRequest == 1)
        {
            state.Ready.AddNew(item);
            return;
        }

        foreach (var full in _grouping.Add(item))
        {
            await MakeReadyAsync(full).ConfigureAwait(false);
        }
    }

    /// <summary>No task comes for a while: makes the group ready that waits for further members, and hands over what is held back.</summary>
    public async ValueTask FlushAsync()
    {
        await publication.ReleaseReusedAsync().ConfigureAwait(false);
        if (_grouping.Flush() is { } group)
        {
            await MakeReadyAsync(group).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the group that waits for further members for a later run.</summary>
    public async ValueTask AbandonAsync()
    {
        await publication.ReleaseReusedAsync().ConfigureAwait(false);
        if (_grouping.Flush() is { } group)
        {
            await publication.NotRunAsync(group).ConfigureAwait(false);
        }
    }

    /// <summary>Uses what earlier runs bought: for this task, or with the same request for another one.</summary>
    private async ValueTask<bool> TryReuseAsync(WorkItem item)
    {
        if (state.Store is not { EarlierCount: > 0 } store)
        {
            return false;
        }

        var own = await ReadAsync(store.FindAsync, item.Task.Id).ConfigureAwait(false);
        if (own is not null && await answers.TryReuseAsync(item, own).ConfigureAwait(false))
        {
            return true;
        }

        if (!state.Options.ShareIdenticalRequests || state.Stopping.IsCancellationRequested)
        {
            return false;
        }

        var others = await ReadAsync(store.FindByKeyAsync, item.Key).ConfigureAwait(false);
        return others is { Answer: { } answer } && !string.Equals(others.Id, item.Task.Id, StringComparison.Ordinal)
            && (answer.Body is not null || !item.Task.KeepsResponseBody)
            && await answers.TryShareAsync(item, new SharedAnswer(others.Id, answer)).ConfigureAwait(false);
    }

    private async ValueTask<CheckpointRecord?> ReadAsync(Func<string, CancellationToken, ValueTask<CheckpointRecord?>> find, string name)
    {
        try
        {
            return await find(name, state.Stopping).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What was paid for once is not paid for again because a disk fails.
            if (!state.Stopping.IsCancellationRequested)
            {
                state.Stop(new LlmFailure(FailureKind.Rejected, $"The checkpoint cannot be read: {exception.Message}"));
            }

            return null;
        }
    }

    private async ValueTask MakeReadyAsync(WorkItem item)
    {
        if (item.IsGroup && await preparation.PrepareAsync(item, state.Stopping).ConfigureAwait(false) is { } failure)
        {
            await failures.UnbuildableAsync(item, failure).ConfigureAwait(false);
            return;
        }

        state.Ready.AddNew(item);
    }
}
