namespace Aita.Execution;

/// <summary>
/// Sends identical requests once: the first task asks, the others wait without a slot and share its outcome. They share a failure too: the
/// request has then been tried as often as the retries allow, and asking again for each of them would only multiply the bill.
/// </summary>
internal sealed class SharedSettlement(BatchState state, AnswerSettlement answers, FailureSettlement failures, Publication publication)
{
    /// <summary>Answers kept for tasks that come later: enough for repetitions that are near each other, at most 4 MB.</summary>
    private const int MaxAnswers = 4096;
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly SharedRequests _requests = new(MaxAnswers, MaxBytes);

    /// <summary>Enters a task whose request has been built.</summary>
    /// <returns>True when the task need not be sent: it waits for another one, or has that one's answer.</returns>
    public async ValueTask<bool> EnterAsync(WorkItem item)
    {
        var (waits, answer) = _requests.Enter(item);
        if (waits)
        {
            return true;
        }

        return answer is { } shared && await answers.TryShareAsync(item, shared).ConfigureAwait(false);
    }

    /// <summary>A task has ended, and its outcome is about to be told: takes the tasks that wait for it. To be called once for each task.</summary>
    /// <param name="item">The task.</param>
    /// <param name="answer">Its answer when it succeeded, else null.</param>
    public IReadOnlyList<WorkItem> End(WorkItem item, LlmAnswer? answer) => item.Key.Length == 0 ? [] : _requests.End(item, answer);

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
}
