using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Decides what becomes of a task that has an answer: record it, read it, ask again with the reason, or split a combined one.</summary>
internal sealed class AnswerSettlement(BatchState state, Preparation preparation, Publication publication, FailureSettlement failures)
{
    /// <summary>
    /// An answer has arrived: checks it and writes it down. The paid answer is recorded before it is parsed, so that a failed or crashing parser
    /// cannot lose it.
    /// </summary>
    public async ValueTask<RecordedAnswer> RecordAsync(WorkItem item, LlmAnswer answer)
    {
        if (item.IsGroup)
        {
            return new(Failure: null, await RecordPartsAsync(item, answer).ConfigureAwait(false));
        }

        item.LastAnswer = answer;
        var failure = Check(item, answer);
        if (failure is null)
        {
            await publication.RecordAsync(item, TaskOutcome.Succeeded, answer, failure: null).ConfigureAwait(false);
        }

        return new(failure, Parts: null);
    }

    /// <summary>An answer has been recorded: reads it, asks again, or gives up.</summary>
    public async ValueTask AnswerAsync(WorkItem item, LlmAnswer answer, RecordedAnswer recorded)
    {
        if (item.IsGroup)
        {
            await SplitAsync(item, recorded.Parts).ConfigureAwait(false);
            return;
        }

        var failure = recorded.Failure ?? await TryPublishAsync(item, answer, fromCheckpoint: false).ConfigureAwait(false);
        if (failure is null)
        {
            return;
        }

        Count(item, failure.Kind);
        if (failure.Kind == FailureKind.InvalidResponse && await TryRepairAsync(item, answer, failure).ConfigureAwait(false))
        {
            return;
        }

        failures.StopIfNeeded(item, failure);
        await failures.FailureAsync(item, failure).ConfigureAwait(false);
    }

    /// <summary>Uses the answer that an earlier run bought, if it is an answer to the same request, but for its output limit, and can be read.</summary>
    public async ValueTask<bool> TryReuseAsync(WorkItem item, CheckpointRecord earlier)
    {
        if (earlier.Answer is not { } answer || (!string.Equals(earlier.Key, item.Key, StringComparison.Ordinal) && !LimitChange.Keeps(earlier, item, state.DefaultModel)))
        {
            return false;
        }

        item.LastAnswer = answer;
        if (Check(item, answer) is not null || await TryPublishAsync(item, answer, fromCheckpoint: true).ConfigureAwait(false) is not null)
        {
            return false;
        }

        state.StopPolicy.Succeeded();
        return true;
    }

    /// <summary>Uses the answer that another task of this batch bought with the same request; false when this task cannot read it.</summary>
    public async ValueTask<bool> TryShareAsync(WorkItem item, SharedAnswer shared)
    {
        var answer = shared.Answer with { Usage = null, Cost = 0 };
        item.SharedWith = shared.TaskId;
        item.LastAnswer = answer;
        if (Check(item, answer) is null)
        {
            await publication.RecordAsync(item, TaskOutcome.Succeeded, answer, failure: null).ConfigureAwait(false);
            if (await TryPublishAsync(item, answer, fromCheckpoint: false).ConfigureAwait(false) is null)
            {
                return true;
            }
        }

        item.SharedWith = null;
        item.LastAnswer = null;
        return false;
    }

    private static LlmFailure? Check(WorkItem item, LlmAnswer answer)
    {
        try
        {
            return item.Task.CheckAnswer(answer);
        }
        catch (Exception exception)
        {
            return Unreadable(answer, exception);
        }
    }

    private static LlmFailure Unreadable(LlmAnswer answer, Exception exception) =>
        (exception is LlmException known ? known.Failure : new LlmFailure(FailureKind.InvalidResponse, exception.Message)) with
        {
            RawResponse = answer.Text,
        };

    /// <summary>The ladder: the model is shown what was wrong, once; then a stronger one is, once.</summary>
    private async ValueTask<bool> TryRepairAsync(WorkItem item, LlmAnswer answer, LlmFailure failure)
    {
        var messages = RepairMessages(item, answer, failure);
        var stronger = messages is null && !item.AskedRepairModel && !state.Stopping.IsCancellationRequested && !state.Missing.Contains(state.Options.RepairModel)
            ? state.Options.RepairModel
            : null;
        if (messages is null && stronger is null)
        {
            return false;
        }

        if (item.HasUnrecordedCost)
        {
            await publication.RecordAsync(item, TaskOutcome.Failed, answer, failure).ConfigureAwait(false);
        }

        if (messages is not null)
        {
            AskAgain(item, messages, failure);
        }
        else
        {
            item.AskRepairModel(stronger!, answer, failure.Message);
            failures.AskAnew(item, failure);
        }

        return true;
    }

    /// <returns>The messages that show the model what was wrong; null when it is not asked again.</returns>
    private IReadOnlyList<ChatMessage>? RepairMessages(WorkItem item, LlmAnswer answer, LlmFailure failure)
    {
        if (item.Rejected is not null || state.Stopping.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            return item.Task.BuildRepairMessages(item.Messages!, answer, failure.Message);
        }
        catch (Exception exception)
        {
            BatchLog.CallbackFailed(state.Log, item.Task.Id, exception);
            return null;
        }
    }

    private void AskAgain(WorkItem item, IReadOnlyList<ChatMessage> messages, LlmFailure failure)
    {
        item.Reask(item.LastAnswer!, failure.Message);
        if (item.RawBody is not null)
        {
            failures.AskAnew(item, failure); // the messages must get into the body
            return;
        }

        item.Messages = messages;
        _ = preparation.TryEstimate(item); // messages that cannot be counted keep the first estimate
        failures.Announce(item, failure, TimeSpan.Zero);
        state.Ready.AddUrgent(item);
    }

    /// <returns>The answer of each member that has one; null when the combined answer cannot be split.</returns>
    private async ValueTask<IReadOnlyList<LlmAnswer?>?> RecordPartsAsync(WorkItem group, LlmAnswer answer)
    {
        List<WorkItem> members = [.. group.Members];
        if (Check(group, answer) is not null || CombinedAnswer.Split(group, members, answer) is not { } parts)
        {
            return null;
        }

        var accepted = new LlmAnswer?[members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            if (parts[i] is { } part && Check(members[i], part) is null)
            {
                accepted[i] = part;
                members[i].LastAnswer = part;
                await publication.RecordAsync(members[i], TaskOutcome.Succeeded, part, failure: null).ConfigureAwait(false);
            }
        }

        return accepted;
    }

    private async ValueTask SplitAsync(WorkItem group, IReadOnlyList<LlmAnswer?>? parts)
    {
        if (parts is null)
        {
            Count(group, FailureKind.InvalidResponse);
            await failures.HalveAsync(group).ConfigureAwait(false);
            return;
        }

        List<WorkItem> members = [.. group.Members];
        group.Followers = [];
        for (var i = 0; i < members.Count; i++)
        {
            members[i].Followers = [];
            if (parts[i] is not { } part || await TryPublishAsync(members[i], part, fromCheckpoint: false).ConfigureAwait(false) is not null)
            {
                Count(members[i], FailureKind.InvalidResponse);
                failures.RetryDue(members[i]); // asked alone
            }
        }
    }

    /// <summary>An answer was paid for and cannot be used.</summary>
    private void Count(WorkItem item, FailureKind kind)
    {
        item.CountFailure(kind);
        state.Metrics.Failed(kind);
    }

    /// <returns>Why the answer could not be read, or null when its outcome is published.</returns>
    private async ValueTask<LlmFailure?> TryPublishAsync(WorkItem item, LlmAnswer answer, bool fromCheckpoint)
    {
        object? value;
        IReadOnlyList<LlmTask> followUps;
        try
        {
            value = item.Task.Parse(answer);
            followUps = item.Task.MakeFollowUps(value);
        }
        catch (Exception exception)
        {
            return Unreadable(answer, exception);
        }

        await publication.SucceedAsync(item, value, followUps, answer, fromCheckpoint).ConfigureAwait(false);
        return null;
    }
}
