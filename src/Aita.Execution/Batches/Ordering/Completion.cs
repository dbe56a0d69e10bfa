namespace Aita.Execution;

/// <summary>A task with its outcome, on its way to the caller.</summary>
internal readonly record struct Completion(WorkItem Item, TaskResult Result);
