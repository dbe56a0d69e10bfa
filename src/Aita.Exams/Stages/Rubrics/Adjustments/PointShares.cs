namespace Aita.Exams.Stages.Rubrics;

/// <summary>Shares points out in the proportions of other points, so that they add up exactly (largest remainders). Pure.</summary>
internal static class PointShares
{
    private static readonly decimal[] Units = [1m, 0.5m, 0.25m, 0.1m, 0.05m, 0.01m];

    /// <summary>Shares of the coarsest unit that divides the total and leaves each at least one; null when there is none.</summary>
    /// <param name="total">What is shared out.</param>
    /// <param name="weights">The proportions, each more than 0.</param>
    public static IReadOnlyList<decimal>? Of(decimal total, IReadOnlyList<decimal> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var unit = Units.FirstOrDefault(unit => total % unit == 0 && total / unit >= weights.Count);
        if (unit == 0 || weights.Count == 0)
        {
            return null;
        }

        var units = (int)(total / unit);
        var sum = weights.Sum();
        var exact = weights.Select(weight => 1 + ((units - weights.Count) * weight / sum)).ToList();
        var shares = exact.Select(share => (int)decimal.Floor(share)).ToArray();
        foreach (var i in Enumerable.Range(0, shares.Length).OrderByDescending(i => exact[i] - shares[i]).ThenBy(i => i).Take(units - shares.Sum()))
        {
            shares[i]++;
        }

        return [.. shares.Select(share => share * unit)];
    }
}
