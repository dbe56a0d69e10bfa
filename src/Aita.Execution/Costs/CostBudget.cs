namespace Aita.Execution;

/// <summary>
/// A hard spending cap with reservations: a request may go only if what is spent, what is reserved for requests in flight, and its own worst
/// case fit under the cap. Thread-safe.
/// </summary>
/// <param name="cap">USD; null for no cap.</param>
/// <param name="spent">USD spent by earlier runs of the same batch.</param>
/// <param name="prices">Prices by model.</param>
internal sealed class CostBudget(decimal? cap, decimal spent, PriceBook prices)
{
    /// <summary>Output that is reserved for when the task sets no limit and nothing has been learnt yet, in tokens.</summary>
    private const int AssumedOutput = 4096;

    /// <summary>The estimate of four characters a token may be too low by this factor (mathematics, other scripts).</summary>
    private const int InputMargin = 2;

    private const decimal LearntMargin = 1.5m;

    private readonly Lock _lock = new();
    private decimal _spent = spent;
    private decimal _reserved;
    private decimal? _dearest;
    private long _longestOutput;
    private bool _priceIsKnown;

    public bool HasCap => cap is not null;

    /// <summary>
    /// Reserves the worst case of a request. Without a known price that is one and a half times the dearest call so far, and the whole rest of
    /// the cap for the very first.
    /// </summary>
    /// <returns>The reserved amount, or null when it does not fit now.</returns>
    public decimal? TryReserve(string? model, long inputTokens, int? maxOutputTokens)
    {
        if (cap is not { } limit)
        {
            return 0;
        }

        lock (_lock)
        {
            var free = limit - _spent - _reserved;
            var price = prices.Find(model);
            var output = maxOutputTokens ?? Math.Max(AssumedOutput, _longestOutput * 2);
            var worst = price?.CostOf(new TokenUsage(inputTokens * InputMargin, output))
                ?? (_dearest is { } dearest ? dearest * LearntMargin : Math.Max(limit - _spent, 0.000001m));
            if (worst > free)
            {
                return null;
            }

            _priceIsKnown |= price is not null;
            _reserved += worst;
            return worst;
        }
    }

    /// <summary>Replaces a reservation by what the request really cost; null when there was no answer or its cost is unknown.</summary>
    public void Settle(decimal reserved, decimal? cost, long outputTokens)
    {
        lock (_lock)
        {
            _reserved -= reserved;
            _spent += cost ?? 0;
            _dearest = cost is { } known ? Math.Max(_dearest ?? 0, known) : _dearest;
            _longestOutput = Math.Max(_longestOutput, outputTokens);
        }
    }

    /// <summary>
    /// A request broke off, so that the provider may bill it and nobody will say how much: its worst case counts as spent, as far as there is one.
    /// </summary>
    public void BrokenOff(decimal reserved)
    {
        lock (_lock)
        {
            _reserved -= reserved;
            _spent += _priceIsKnown || _dearest is not null ? reserved : 0;
        }
    }

    public LlmFailure Exhausted()
    {
        lock (_lock)
        {
            return new(FailureKind.OverBudget,
                $"The next request could exceed the spending cap of ${cap:0.####} (${_spent:0.######} spent): raise the cap and run again to go on.");
        }
    }

    public static LlmFailure CostUnknown { get; } = new(FailureKind.OverBudget,
        "The provider does not report what a call costs and no price is known, so the spending cap cannot be kept: give a price for the model, or remove the cap.");
}
