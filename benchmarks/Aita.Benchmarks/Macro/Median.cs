namespace Aita.Benchmarks.Macro;

/// <summary>The middle of measured values. Pure.</summary>
internal static class Median
{
    /// <returns>The upper one of the two in the middle of an even number; not a number when there are none.</returns>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
