using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>The outcomes of the stage's tasks so far, and why the batch stopped early.</summary>
internal sealed class RubricOutcomes
{
    private readonly Dictionary<string, TaskResult> _results = new(StringComparer.Ordinal);

    /// <summary>Why the batch stopped early; <see langword="null"/> while it has not.</summary>
    public LlmFailure? StoppedBy { get; set; }

    public void Add(TaskResult result) => _results[result.TaskId] = result;

    public TaskResult<T>? Find<T>(string taskId) => _results.GetValueOrDefault(taskId) as TaskResult<T>;
}
