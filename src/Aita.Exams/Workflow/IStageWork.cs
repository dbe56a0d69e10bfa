using Aita.Execution;

namespace Aita.Exams.Workflow;

/// <summary>
/// A stage at work inside of a batch, alone or beside other stages: gives tasks as they become possible, takes their outcomes, writes its
/// files. A stage that hands something on to the next one has a delegate for it, which whoever runs the batch sets. Members are called one at a time.
/// </summary>
public interface IStageWork
{
    /// <summary>The name of the stage, such as <c>transcription</c>.</summary>
    string Name { get; }

    /// <summary>Whether the task of that id is this stage's.</summary>
    bool Owns(string taskId);

    /// <summary>The tasks that are possible from the start, as they become ready. Local work, such as reading files, is done here.</summary>
    IAsyncEnumerable<LlmTask> StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes the outcome of a task of this stage; writes what is complete.</summary>
    /// <returns>Tasks that have become possible.</returns>
    ValueTask<IReadOnlyList<LlmTask>> TakeAsync(TaskResult result, CancellationToken cancellationToken);

    /// <summary>Called once, when no more tasks will come or the batch was stopped: writes what is left to write.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}
