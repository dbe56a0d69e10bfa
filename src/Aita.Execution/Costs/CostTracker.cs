using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Adds up what calls cost, by operation and by model, and writes each into a ledger. Thread-safe. Memory grows with the number of
/// operations and models, not with the number of calls.
/// </summary>
public sealed class CostTracker
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Operation, string Model), CostTotals> _totals = [];
    private readonly CostLedger? _ledger;

    /// <summary>Creates a tracker.</summary>
    /// <param name="prices">Prices for providers that do not say what a call cost. Default: none.</param>
    /// <param name="ledger">Where every call is written; not disposed. Default: nowhere.</param>
    /// <param name="time">The clock of the timestamps. Default: the system's.</param>
    public CostTracker(PriceBook? prices = null, CostLedger? ledger = null, TimeProvider? time = null)
    {
        Prices = prices ?? PriceBook.Empty;
        Time = time ?? TimeProvider.System;
        _ledger = ledger;
    }

    /// <summary>Prices for providers that do not say what a call cost.</summary>
    public PriceBook Prices { get; }

    internal TimeProvider Time { get; }

    /// <summary>Wraps a client so that all its calls are counted under an operation. One client may be wrapped for several operations.</summary>
    /// <param name="client">The client. Disposed with the wrapper.</param>
    /// <param name="operation">What the calls are for, for example <c>transcribe</c>.</param>
    public CostTrackingChatClient Track(IChatClient client, string operation) => new(client, this, operation);

    /// <summary>Counts one call. Waits only when the ledger cannot keep up with the calls.</summary>
    public ValueTask RecordAsync(CostEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var key = (entry.Operation, entry.Model);
        lock (_lock)
        {
            _totals[key] = _totals.GetValueOrDefault(key) + CostTotals.Of(entry);
        }

        return _ledger?.AppendAsync(entry, cancellationToken) ?? ValueTask.CompletedTask;
    }

    /// <summary>The sums so far.</summary>
    public CostSummary Snapshot()
    {
        lock (_lock)
        {
            return new CostSummary(_totals);
        }
    }
}
