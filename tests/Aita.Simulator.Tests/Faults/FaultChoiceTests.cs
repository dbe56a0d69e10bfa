using CsCheck;

namespace Aita.Simulator.Tests.Faults;

public sealed class FaultChoiceTests
{
    [Fact]
    public void Draw_FirstAttemptsOnly_FailsThatShareOfFirstAttemptsAndNoLaterOnes() => Gen.Int.Sample(seed =>
    {
        var plan = new FaultPlan { FirstAttemptsOnly = 0.2, FirstAttemptFault = FaultKind.BadGateway502 };

        var first = Enumerable.Range(0, 2000).Select(i => FaultChoice.Draw(plan, seed, (ulong)i, 1)).ToArray();

        Assert.InRange(first.Count(fault => fault is not null), 300, 500);
        Assert.All(first, fault => Assert.True(fault is null or { Kind: FaultKind.BadGateway502 }));
        Assert.All(Enumerable.Range(0, 2000), i => Assert.Null(FaultChoice.Draw(plan, seed, (ulong)i, 2)));
        Assert.Equal(first, Enumerable.Range(0, 2000).Select(i => FaultChoice.Draw(plan, seed, (ulong)i, 1)));
    }, iter: 20);

    [Fact]
    public void Draw_Probabilities_AreTheSharesOfTheKinds()
    {
        var plan = new FaultPlan
        {
            Probabilities = new Dictionary<FaultKind, double> { [FaultKind.Overloaded529] = 0.1, [FaultKind.Truncated] = 0.05 },
            RetryAfterSeconds = 7,
        };

        var faults = Enumerable.Range(0, 20_000).Select(i => FaultChoice.Draw(plan, 1, (ulong)i, 1)).ToArray();

        Assert.InRange(faults.Count(fault => fault?.Kind == FaultKind.Overloaded529), 1800, 2200);
        Assert.InRange(faults.Count(fault => fault?.Kind == FaultKind.Truncated), 850, 1150);
        Assert.All(faults, fault => Assert.Equal(fault?.Kind == FaultKind.Overloaded529 ? 7 : null, fault?.RetryAfterSeconds));
    }
}
