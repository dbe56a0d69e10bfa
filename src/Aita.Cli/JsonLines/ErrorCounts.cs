using Aita.Cli.Rendering;
using Aita.Execution;

namespace Aita.Cli.JsonLines;

/// <summary>Counts the failures of a batch by kind, and keeps the first message of each. One thread at a time.</summary>
internal sealed class ErrorCounts
{
    private readonly Dictionary<FailureKind, (long Count, string First)> _kinds = [];

    /// <summary>Counts one; nothing when there is none.</summary>
    public void Add(LlmFailure? failure)
    {
        if (failure is not null)
        {
            var (count, first) = _kinds.GetValueOrDefault(failure.Kind, (0, failure.Message));
            _kinds[failure.Kind] = (count + 1, first);
        }
    }

    /// <summary>The most frequent kind with its count and first message; null when nothing failed.</summary>
    public string? MostFrequent()
    {
        if (_kinds.Count == 0)
        {
            return null;
        }

        var (kind, (count, first)) = _kinds.MaxBy(static entry => entry.Value.Count);
        var most = _kinds.Count > 1 ? "most often " : string.Empty;
        return $"{most}{kind}, {Units.Plural(count, "time", "times")}: {first}";
    }
}
