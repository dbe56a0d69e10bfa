using CsCheck;

namespace Aita.Execution.Tests.Costs;

public sealed class CostBudgetTests
{
    private static readonly PriceBook Prices = new([new("m", new TokenPrice(1, 2))]);

    [Fact]
    public void TryReserve_AnySequence_SpentAndReservedNeverExceedTheCap() =>
        Gen.Select(Gen.Int[0, 500], Gen.Select(Gen.Int[0, 30], Gen.Int[0, 20], Gen.Double.Unit, Gen.Bool).Array[1, 100]).Sample((cap, calls) =>
        {
            var budget = new CostBudget(cap, 0, Prices);
            Queue<(decimal Reserved, decimal Cost)> inFlight = [];
            decimal spent = 0;
            foreach (var (input, output, share, ends) in calls)
            {
                if (budget.TryReserve("m", input, output) is { } reserved)
                {
                    inFlight.Enqueue((reserved, Math.Round((decimal)share * (input + (output * 2)), 4)));
                }

                if (ends && inFlight.TryDequeue(out var end))
                {
                    budget.Settle(end.Reserved, end.Cost, output);
                    spent += end.Cost;
                }

                Assert.True(spent + inFlight.Sum(call => call.Reserved) <= cap);
            }

            foreach (var (reserved, cost) in inFlight)
            {
                budget.Settle(reserved, cost, 0);
                spent += cost;
            }

            Assert.True(spent <= cap);
        });

    [Fact]
    public void TryReserve_UnknownPrice_TheFirstTakesAllAndTheNextTheDearestAndAHalf()
    {
        var budget = new CostBudget(1, 0.2m, PriceBook.Empty);
        Assert.Equal(0.8m, budget.TryReserve("x", 10, 10));
        Assert.Null(budget.TryReserve("x", 10, 10));
        budget.Settle(0.8m, 0.1m, 5);

        Assert.Equal(0.15m, budget.TryReserve("x", 10, 10));
        Assert.Equal(0.15m, budget.TryReserve("x", 10, 10));
    }

    [Fact]
    public void TryReserve_NoCap_ReservesNothing() => Assert.Equal(0, new CostBudget(null, 5, Prices).TryReserve("m", 10, null));

    [Fact]
    public void TryReserve_CapOfZero_SendsNothing() => Assert.Null(new CostBudget(0, 0, PriceBook.Empty).TryReserve("x", 1, 1));

    [Fact]
    public void Exhausted_NamesTheCapAndTheWayOn() =>
        Assert.Contains("cap of $2.5 ($0.125 spent): raise the cap and run again", new CostBudget(2.5m, 0.125m, Prices).Exhausted().Message, StringComparison.Ordinal);
}
