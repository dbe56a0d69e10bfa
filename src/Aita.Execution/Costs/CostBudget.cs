using System.Globalization;

namespace Aita.Execution;

/// <summary>
/// A hard spending cap with reservations: a request may go only if what is spent, what is reserved for requests in flight, and its own worst
/// case fit under the cap. Thread-safe.
/// </summary>
/// <param name="cap">USD; null for no cap.</param>
/// <param name="spent">USD spent by earlier runs of the same batch.</param>
/// <param name="brokenOff">What earlier runs reserved for requests whose cost nobody knows.</param>
/// <param name="prices">Prices by model.</param>
internal sealed class CostBudget(decimal? cap, decimal spent, CostReservation brokenOff, PriceBook prices)
{
    /// <summary>Output that is reserved for when neither the task sets a limit nor the model has a known one and nothing has been learnt yet, in tokens.</summary>
    private const int AssumedOutput = 4096;

    /// <summary>The estimate may be too low by this factor: four bytes of text a token (mathematics, rare scripts), or an image by its formula.</summary>
    private const int InputMargin = 2;

    private const decimal LearntMargin = 1.5m;

    private readonly Lock _lock = new();
    private decimal _spent = spent + brokenOff.Cost;
    private int _unpriced = brokenOff.Unpriced;
    private int _unpricedInFlight;
    private decimal _reserved;
    private decimal? _dearest;
    private long _longestOutput;
    private (decimal Cost, long Output)? _refusedUnlimited;

    public bool HasCap => cap is not null;

    /// <summary>
    /// Reserves the worst case of a request. Without a known price that is one and a half times the dearest call so far; the very first goes
    /// alone then, whatever it may cost.
    /// </summary>
    /// <param name="model">Who is asked.</param>
    /// <param name="inputTokens">Its input, as estimated.</param>
    /// <param name="maxOutputTokens">The limit of all that is answered; null for none.</param>
    /// <param name="answers">Answers that a request without a limit asks for.</param>
    /// <returns>What was reserved, or null when it does not fit now.</returns>
    public CostReservation? TryReserve(string? model, long inputTokens, long? maxOutputTokens, int answers = 1)
    {
        if (cap is not { } limit)
        {
            return default(CostReservation);
        }

        lock (_lock)
        {
            var price = prices.Find(model);
            var output = maxOutputTokens ?? (answers * Math.Min(price?.MaxOutputTokens ?? Math.Max(AssumedOutput, _longestOutput * 2), int.MaxValue));
            _refusedUnlimited = null;
            var worst = price?.MostCostOf(new TokenUsage(inputTokens * InputMargin, output)) ?? _dearest * LearntMargin;
            if (worst is not { } cost)
            {
                return _spent < limit && _reserved == 0 && _unpricedInFlight == 0 ? Reserve(new(0, Unpriced: 1)) : null;
            }

            Price(cost);
            if (_unpricedInFlight == 0 && cost <= limit - _spent - _reserved)
            {
                return Reserve(new(cost));
            }

            _refusedUnlimited = maxOutputTokens is null && price is not null ? (cost, output) : null;
            return null;
        }
    }

    /// <summary>Replaces a reservation by what the request really cost; null when there was no answer or its cost is unknown.</summary>
    public void Settle(CostReservation reserved, decimal? cost, long outputTokens)
    {
        lock (_lock)
        {
            Free(reserved);
            _spent += cost ?? 0;
            _longestOutput = Math.Max(_longestOutput, outputTokens);
            if (cost is { } known)
            {
                _dearest = Math.Max(_dearest ?? 0, known);
                Price(_dearest.Value * LearntMargin);
            }
        }
    }

    /// <summary>
    /// A request broke off, so that the provider may bill it and nobody will say how much: its worst case counts as spent, as soon as there is one.
    /// </summary>
    public void BrokenOff(CostReservation reserved)
    {
        lock (_lock)
        {
            Free(reserved);
            _spent += reserved.Cost;
            _unpriced += reserved.Unpriced;
            if (_dearest is { } dearest)
            {
                Price(dearest * LearntMargin);
            }
        }
    }

    /// <summary>Why the request that was refused last is not sent, and what to do.</summary>
    public LlmFailure Exhausted()
    {
        lock (_lock)
        {
            var advice = _refusedUnlimited is var (cost, output)
                ? string.Create(CultureInfo.InvariantCulture, $"it sets no limit, so that {output:#,0} output tokens were to be reserved, ${cost:0.####} with its input. ")
                    + "Set a limit (MaxOutputTokens, --max-output-tokens, or max_tokens in the line), or raise the cap and run again to go on."
                : "raise the cap and run again to go on.";
            return new(FailureKind.OverBudget, $"The next request could exceed the spending cap of ${cap:0.####} (${_spent:0.######} spent): {advice}");
        }
    }

    public static LlmFailure CostUnknown { get; } = new(FailureKind.OverBudget,
        "The provider does not report what a call costs and no price is known, so the spending cap cannot be kept: give a price for the model, or remove the cap.");

    private CostReservation Reserve(CostReservation reservation)
    {
        _reserved += reservation.Cost;
        _unpricedInFlight += reservation.Unpriced;
        return reservation;
    }

    private void Free(CostReservation reservation)
    {
        _reserved -= reservation.Cost;
        _unpricedInFlight -= reservation.Unpriced;
    }

    // What broke off before anything was known of the price counts as what a request may cost now.
    private void Price(decimal worst)
    {
        _spent += _unpriced * worst;
        _unpriced = 0;
    }
}
