namespace Aita.Execution;

/// <summary>Sums over calls.</summary>
/// <param name="Calls">Calls, failed ones included.</param>
/// <param name="FailedCalls">Calls without an answer.</param>
/// <param name="Usage">Tokens of all calls whose usage is known.</param>
/// <param name="Images">Images sent.</param>
/// <param name="Cost">USD of all calls whose cost is known.</param>
/// <param name="UnknownCostCalls">Calls whose cost is not known: with any of them, the real cost may be higher than <paramref name="Cost"/>.</param>
public readonly record struct CostTotals(long Calls, long FailedCalls, TokenUsage Usage, long Images, decimal Cost, long UnknownCostCalls)
{
    /// <summary>Adds two sums.</summary>
    public static CostTotals operator +(CostTotals left, CostTotals right) => new(
        left.Calls + right.Calls,
        left.FailedCalls + right.FailedCalls,
        left.Usage + right.Usage,
        left.Images + right.Images,
        left.Cost + right.Cost,
        left.UnknownCostCalls + right.UnknownCostCalls);

    /// <summary>Adds two sums.</summary>
    public static CostTotals Add(CostTotals left, CostTotals right) => left + right;

    internal static CostTotals Of(CostEntry entry) => new(
        Calls: 1,
        FailedCalls: entry.Error is null ? 0 : 1,
        entry.Usage ?? default,
        entry.Images,
        entry.Cost ?? 0,
        UnknownCostCalls: entry.Cost is null ? 1 : 0);
}
