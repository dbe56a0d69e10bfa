using CsCheck;

namespace Aita.Execution.Tests.Costs;

public sealed class CostBudgetTests
{
    private static readonly PriceBook Prices = new([new("m", new TokenPrice(1, 2))]);

    [Fact]
    public void TryReserve_AnySequence_SpentAndReservedNeverExceedTheCap() =>
        Gen.Select(Gen.Int[0, 500], Gen.Select(Gen.Int[0, 30], Gen.Int[0, 20], Gen.Double.Unit, Gen.Bool).Array[1, 100]).Sample((cap, calls) =>
        {
            var budget = new CostBudget(cap, 0, default, Prices);
            Queue<(CostReservation Reserved, decimal Cost)> inFlight = [];
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

                Assert.True(spent + inFlight.Sum(call => call.Reserved.Cost) <= cap);
            }

            foreach (var (reserved, cost) in inFlight)
            {
                budget.Settle(reserved, cost, 0);
                spent += cost;
            }

            Assert.True(spent <= cap);
        });

    [Fact]
    public void TryReserve_UnknownPrice_TheFirstGoesAloneAndTheNextReserveTheDearestAndAHalf()
    {
        var budget = new CostBudget(1, 0.2m, default, PriceBook.Empty);
        var first = budget.TryReserve("x", 10, 10);
        Assert.Equal(new CostReservation(0, Unpriced: 1), first);
        Assert.Null(budget.TryReserve("x", 10, 10));
        budget.Settle(first!.Value, 0.1m, 5);

        Assert.Equal(new CostReservation(0.15m), budget.TryReserve("x", 10, 10));
        Assert.Equal(new CostReservation(0.15m), budget.TryReserve("x", 10, 10));
    }

    [Fact]
    public void BrokenOff_BeforeAnyPriceIsKnown_CountsAsSoonAsOneIs()
    {
        // One broke off in an earlier run, one in this; then a call shows what they may have cost: three of 0.15 do not fit any more.
        var budget = new CostBudget(0.5m, 0, new CostReservation(0, Unpriced: 1), PriceBook.Empty);
        budget.BrokenOff(budget.TryReserve("x", 10, 10)!.Value);
        budget.Settle(budget.TryReserve("x", 10, 10)!.Value, 0.1m, 5);

        Assert.Null(budget.TryReserve("x", 10, 10));
    }

    [Fact]
    public void TryReserve_EarlierRunsBrokeOff_TheirWorstCaseIsSpent()
    {
        var budget = new CostBudget(10, 0, new CostReservation(9), Prices);

        Assert.Null(budget.TryReserve("m", 1, 0)); // two
        Assert.NotNull(new CostBudget(11, 0, new CostReservation(9), Prices).TryReserve("m", 1, 0));
    }

    [Fact]
    public void TryReserve_NoCap_ReservesNothing() => Assert.Equal(default(CostReservation), new CostBudget(null, 5, default, Prices).TryReserve("m", 10, null));

    [Fact]
    public void TryReserve_CapOfZero_SendsNothing() => Assert.Null(new CostBudget(0, 0, default, PriceBook.Empty).TryReserve("x", 1, 1));

    [Fact]
    public void Exhausted_NamesTheCapAndTheWayOn() =>
        Assert.Contains("cap of $2.5 ($0.125 spent): raise the cap and run again", new CostBudget(2.5m, 0.125m, default, Prices).Exhausted().Message, StringComparison.Ordinal);

    [Fact]
    public void TryReserve_NoLimitButALongestAnswerOfTheModel_ReservesThatManyForEachAnswer()
    {
        var prices = PriceBook.Empty.With("m", new TokenPrice(1, 2) { MaxOutputTokens = 10_000 });

        Assert.Equal(new CostReservation(20_020), new CostBudget(50_000, 0, default, prices).TryReserve("m", 10, null));
        Assert.Equal(new CostReservation(40_020), new CostBudget(50_000, 0, default, prices).TryReserve("m", 10, null, answers: 2));
        Assert.Equal(new CostReservation(30), new CostBudget(50_000, 0, default, prices).TryReserve("m", 10, 5));
    }

    [Fact]
    public void TryReserve_PricesOfLongPrompts_ReservesTheDearestThatCanApply()
    {
        var prices = PriceBook.Empty.With("m", new TokenPrice(1, 1)
        {
            LongPrompt = new(100, new TokenPrice(3, 1) { LongPrompt = new(1000, new TokenPrice(2, 1)) }),
            AtPeak = new TokenPrice(1, 4),
        });
        CostReservation? Reserve(long input) => new CostBudget(100_000, 0, default, prices).TryReserve("m", input, 10);

        Assert.Equal(new CostReservation(100 + 40), Reserve(50)); // may count as 100, which is not more than 100
        Assert.Equal(new CostReservation((102 * 3) + 10), Reserve(51));
        Assert.Equal(new CostReservation((2000 * 3) + 10), Reserve(1000)); // it may be shorter than 1,000
    }

    [Theory]
    [InlineData(10_000L, null, "it sets no limit, so that 10,000 output tokens were to be reserved, $20020 with its input. Set a limit")]
    [InlineData(null, null, "it sets no limit, so that 4,096 output tokens were to be reserved, $8212 with its input. Set a limit")]
    [InlineData(10_000L, 100, "($0 spent): raise the cap and run again")]
    public void Exhausted_AfterARefusal_SaysWhatWasReservedForWhereNoLimitIsSet(long? maxOutput, int? limit, string expected)
    {
        var budget = new CostBudget(200, 0, default, PriceBook.Empty.With("m", new TokenPrice(1, 2) { MaxOutputTokens = maxOutput }));
        Assert.Null(budget.TryReserve("m", 10, limit));

        Assert.Contains(expected, budget.Exhausted().Message, StringComparison.Ordinal);
    }
}
