namespace Aita.Execution;

/// <summary>Costs at one moment, by operation and by model. Immutable.</summary>
public sealed class CostSummary
{
    internal CostSummary(IReadOnlyDictionary<(string Operation, string Model), CostTotals> totals)
    {
        var byOperation = new SortedDictionary<string, CostTotals>(StringComparer.Ordinal);
        var byModel = new SortedDictionary<string, CostTotals>(StringComparer.Ordinal);
        foreach (var (key, sum) in totals)
        {
            Total += sum;
            byOperation[key.Operation] = byOperation.GetValueOrDefault(key.Operation) + sum;
            byModel[key.Model] = byModel.GetValueOrDefault(key.Model) + sum;
        }

        ByOperation = byOperation;
        ByModel = byModel;
    }

    /// <summary>All calls.</summary>
    public CostTotals Total { get; }

    /// <summary>Sums by operation, in order of their names.</summary>
    public IReadOnlyDictionary<string, CostTotals> ByOperation { get; }

    /// <summary>Sums by model, in order of their names.</summary>
    public IReadOnlyDictionary<string, CostTotals> ByModel { get; }
}
