namespace Aita.Execution;

/// <summary>Learns from the answers of a batch what its next requests will use, kind by kind. Thread-safe.</summary>
internal sealed class LearntUsage
{
    private const int MaxKinds = 256; // memory stays flat when every task sets a limit of its own

    private readonly Lock _lock = new();
    private readonly Dictionary<TaskKind, TypicalUsage> _kinds = [];
    private TypicalUsage _all = TypicalUsage.Assumed;

    /// <summary>What a request will probably use. A kind that has no answer yet is taken to have answers like the others'.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="counted">Its input tokens, as counted.</param>
    public TokenUsage Expect(TaskKind kind, long counted)
    {
        lock (_lock)
        {
            return Of(kind).Of(counted);
        }
    }

    /// <summary>Takes note of what a request used.</summary>
    public void Observe(TaskKind kind, long counted, TokenUsage used)
    {
        lock (_lock)
        {
            if (_kinds.Count < MaxKinds || _kinds.ContainsKey(kind))
            {
                _kinds[kind] = Of(kind).After(counted, used);
            }

            _all = _all.After(counted, used);
        }
    }

    private TypicalUsage Of(TaskKind kind) => _kinds.TryGetValue(kind, out var own) ? own : TypicalUsage.StartingFrom(_all.Output);
}
