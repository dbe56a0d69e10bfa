using System.Runtime.CompilerServices;
using Aita.Execution;

namespace Aita.Exams.Workflow;

/// <summary>
/// A few requests from all over a stage, run ahead of it to learn what the whole will cost. Their answers go to the stage's checkpoint, where the
/// stage finds them and pays for nothing twice; no file of results is written. For one run.
/// </summary>
public sealed class StagePilot
{
    private readonly string _checkpointName;
    private readonly IReadOnlyList<LlmTask> _tasks;

    /// <param name="checkpointName">The name of the stage's checkpoint.</param>
    /// <param name="total">Requests of the stage.</param>
    /// <param name="tasks">The requests to begin with.</param>
    internal StagePilot(string checkpointName, int total, IReadOnlyList<LlmTask> tasks) =>
        (_checkpointName, Total, _tasks, Calls) = (checkpointName, total, tasks, tasks.Count);

    /// <summary>Requests of the whole stage.</summary>
    public int Total { get; }

    /// <summary>Requests of the pilot.</summary>
    public int Calls { get; internal init; }

    /// <summary>What must be on the disk before the checkpoint names it; null for nothing.</summary>
    internal Func<CancellationToken, Task>? Prepare { get; init; }

    /// <summary>What an outcome makes possible; null for nothing.</summary>
    internal Func<TaskResult, LlmTask?>? Next { get; init; }

    /// <summary>Runs the requests.</summary>
    /// <param name="executor">Runs them.</param>
    /// <param name="batch">Events, callbacks, resume.</param>
    /// <param name="cancellationToken">Stops the pilot.</param>
    /// <returns>What became of them, in the order in which they ended.</returns>
    /// <exception cref="Workspace.ExamException">A file could not be read or written.</exception>
    public async Task<IReadOnlyList<TaskResult>> RunAsync(ParallelLlmExecutor executor, BatchOptions? batch = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(executor);
        var work = new Work(this);
        using var stages = new StageBatch(work);
        await stages.RunAsync(executor, _checkpointName, batch, cancellationToken).ConfigureAwait(false);
        return work.Results;
    }

    /// <summary>A forced stage begins a checkpoint of its own, and would pay for its pilot again.</summary>
    /// <exception cref="ArgumentException">The plan is forced and goes on with no forced run.</exception>
    internal static void RefuseForced(bool isForced, string parameter)
    {
        if (isForced)
        {
            throw new ArgumentException("A forced run asks everything anew, its pilot included: run the pilot of a plan that is not forced.", parameter);
        }
    }

    private sealed class Work(StagePilot pilot) : IStageWork
    {
        public List<TaskResult> Results { get; } = [];

        public string Name => "pilot";

        public bool Owns(string taskId) => true;

        public async IAsyncEnumerable<LlmTask> StartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await (pilot.Prepare?.Invoke(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            foreach (var task in pilot._tasks)
            {
                yield return task;
            }
        }

        public ValueTask<IReadOnlyList<LlmTask>> TakeAsync(TaskResult result, CancellationToken cancellationToken)
        {
            Results.Add(result);
            return ValueTask.FromResult<IReadOnlyList<LlmTask>>(pilot.Next?.Invoke(result) is { } next ? [next] : []);
        }

        public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
