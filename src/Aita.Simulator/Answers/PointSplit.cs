namespace Aita.Simulator;

/// <summary>Splits a total of points into parts that sum to it exactly.</summary>
internal static class PointSplit
{
    private static readonly decimal[] Steps = [1m, 0.5m, 0.25m, 0.1m, 0.05m, 0.01m];

    /// <summary>
    /// Parts of the coarsest step (1, 1/2, 1/4...) that divides the total and gives every part at least one step; if none does, equal
    /// parts with the remainder in the last one.
    /// </summary>
    public static decimal[] Split(decimal total, int parts, bool wholeNumbers, ref SeededRandom random)
    {
        if (parts == 0)
        {
            return [];
        }

        foreach (decimal step in wholeNumbers ? Steps[..1] : Steps)
        {
            decimal units = total / step;
            if (units == decimal.Truncate(units) && units >= parts && units < 1_000_000)
            {
                return InUnits((int)units, parts, step, ref random);
            }
        }

        decimal[] equal = new decimal[parts];
        Array.Fill(equal, wholeNumbers ? decimal.Truncate(total / parts) : Math.Round(total / parts, 4, MidpointRounding.ToZero));
        equal[^1] = total - (equal[0] * (parts - 1));
        return equal;
    }

    private static decimal[] InUnits(int units, int parts, decimal step, ref SeededRandom random)
    {
        int[] shares = new int[parts];
        Array.Fill(shares, 1);
        int left = units - parts;
        for (int i = 0; i < parts - 1; i++)
        {
            // About an equal share each, give or take one half of it.
            int fair = left / (parts - i);
            int extra = Math.Min(left, fair + random.Next(-(fair / 2), fair / 2));
            shares[i] += extra;
            left -= extra;
        }

        shares[^1] += left;
        return [.. shares.Select(share => share * step)];
    }
}
