namespace Aita.Execution;

/// <summary>
/// Sends identical requests once: the first task asks, the others wait without a slot and share its outcome. They share a failure too: the
/// request has then been tried as often as the retries allow, and asking again for each of them would only multiply the bill.
/// </summary>
internal sealed class SharedSettlement(BatchState state, AnswerSettlement answers, FailureSettlement failures, Publication publication) : IDisposable
{
    /// <summary>Answers kept in memory for tasks that come later, at most 1 KB each in the mean: all there is without a file that they can be read from.</summary>
    private const int MaxAnswers = 4096;
    private const int MaxAnswersBesideFile = 1024;
    private const int BytesPerAnswer = 1024;

    private readonly SharedRequests _requests = OfSize(state.Store is CheckpointFile ? MaxAnswersBesideFile : MaxAnswers);
    private readonly RecordedAnswers? _recorded = state.Store is CheckpointFile file ? new(file, state.Log) : null;

    /// <summary>Enters a task whose request has been built.</summary>
    /// <returns>True when the task need not be sent: it waits for another one, or has that one's answer.</returns>
    public async ValueTask<bool> EnterAsync(WorkItem item)
    {
        var (waits, answer) = _requests.Enter(item);
        if (waits)
        {
            return true;
        }

        return (answer ?? FindRecorded(item)) is { } shared && await answers.TryShareAsync(item, shared).ConfigureAwait(false);
    }

    /// <summary>A task has ended, and its outcome is about to be told: takes the tasks that wait for it. To be called once for each task.</summary>
    /// <param name="item">The task.</param>
    /// <param name="answer">Its answer when it succeeded, else null.</param>
    public IReadOnlyList<WorkItem> End(WorkItem item, LlmAnswer? answer)
    {
        if (item.Key.Length == 0)
        {
            return [];
        }

        if (answer is not null && item.SharedWith is null)
        {
            _recorded?.Add(item); // while its request is still open: a task that finds it closed finds the answer
        }

        return _requests.End(item, answer);
    }

    /// <summary>Gives the tasks that waited the outcome they waited for.</summary>
    public async ValueTask ShareAsync(IReadOnlyList<WorkItem> waiting, TaskResult result, LlmAnswer? answer)
    {
        foreach (var item in waiting)
        {
            if (result.Outcome == TaskOutcome.NotRun)
            {
                await publication.NotRunAsync(item).ConfigureAwait(false);
            }
            else if (answer is null)
            {
                item.SharedWith = result.TaskId;
                await publication.FailAsync(item, result.Failure!).ConfigureAwait(false);
            }
            else if (!await answers.TryShareAsync(item, new SharedAnswer(result.TaskId, answer)).ConfigureAwait(false))
            {
                if (state.Stopping.IsCancellationRequested)
                {
                    await publication.NotRunAsync(item).ConfigureAwait(false);
                }
                else
                {
                    failures.RetryDue(item); // it reads answers in another way: asked alone
                }
            }
        }
    }

    public void Dispose() => _recorded?.Dispose();

    private static SharedRequests OfSize(int answers) => new(answers, answers * BytesPerAnswer);

    private SharedAnswer? FindRecorded(WorkItem item)
    {
        try
        {
            return _recorded?.Find(item);
        }
        catch (Exception exception)
        {
            // As with answers of earlier runs: what was paid for once is not paid for again because a disk fails.
            state.Stop(new LlmFailure(FailureKind.Rejected, $"The checkpoint cannot be read: {exception.Message}"));
            return null;
        }
    }
}
