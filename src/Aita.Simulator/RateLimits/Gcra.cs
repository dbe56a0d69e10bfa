namespace Aita.Simulator;

/// <summary>
/// A token bucket as the generic cell rate algorithm: one number, the time at which the bucket would be full again. Exact and pure:
/// the time is an argument. In any window of t it grants at most capacity + rate * t, debits aside.
/// </summary>
/// <param name="ratePerSecond">Units that come back per second.</param>
/// <param name="capacity">Units that may be taken at once.</param>
internal struct Gcra(double ratePerSecond, double capacity)
{
    /// <summary>Ignores differences below a millionth of a unit, which come from the arithmetic and not from the limit.</summary>
    private const double Tolerance = 1e-6;

    private double _fullAt = double.NegativeInfinity;

    public readonly double Capacity => capacity;

    /// <summary>Units that could be taken now.</summary>
    public readonly double Available(double nowSeconds) => capacity - (Math.Max(_fullAt - nowSeconds, 0) * ratePerSecond);

    /// <summary>Seconds until <paramref name="units"/> (at most the capacity) can be taken; 0 = now.</summary>
    public readonly double WaitFor(double nowSeconds, double units)
    {
        double missing = Math.Min(units, capacity) - Available(nowSeconds);
        return missing <= Tolerance ? 0 : missing / ratePerSecond;
    }

    /// <summary>Seconds until the bucket is full.</summary>
    public readonly double UntilFull(double nowSeconds) => Math.Max(_fullAt - nowSeconds, 0);

    /// <summary>Takes units, whether they are there or not.</summary>
    public void Debit(double nowSeconds, double units) => _fullAt = Math.Max(_fullAt, nowSeconds) + (units / ratePerSecond);
}
