using System.Collections.Concurrent;

namespace Aita.Execution;

/// <summary>
/// Remembers within a run which models are missing, so that not every task has to find out. A model is missing when three tasks were told so
/// and none was ever answered: one that has answered may only be missing for some requests (images, for one). Thread-safe; bounded.
/// </summary>
internal sealed class MissingModels
{
    /// <summary>Tasks that must have met it: as many as stop a batch that has no other model.</summary>
    public const int Witnesses = 3;

    /// <summary>Names that are kept, at most; tasks may name any number of models.</summary>
    private const int MaxNames = 1000;

    private const int HasAnswered = -1;

    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there is no point in asking a model.</summary>
    public bool Contains(string? model) => model is not null && _failures.TryGetValue(model, out var failures) && failures >= Witnesses;

    /// <summary>A model has answered.</summary>
    public void Answered(string? model)
    {
        if (model is not null && !(_failures.TryGetValue(model, out var known) && known == HasAnswered) && HasRoomFor(model))
        {
            _failures[model] = HasAnswered;
        }
    }

    /// <summary>A request has failed.</summary>
    public void Failed(string? model, LlmFailure failure)
    {
        if (failure.Kind == FailureKind.ModelUnavailable && model is not null && HasRoomFor(model))
        {
            _failures.AddOrUpdate(model, 1, static (_, failures) => failures == HasAnswered ? failures : failures + 1);
        }
    }

    private bool HasRoomFor(string model) => _failures.ContainsKey(model) || _failures.Count < MaxNames;
}
