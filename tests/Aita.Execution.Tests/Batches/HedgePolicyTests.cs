using CsCheck;

namespace Aita.Execution.Tests.Batches;

public sealed class HedgePolicyTests
{
    [Fact]
    public void Patience_FewAnswers_IsNotKnown()
    {
        var policy = Learnt(19);

        Assert.Null(policy.Patience);
        policy.Answered(TimeSpan.FromSeconds(1), new TokenUsage(50, 50));
        Assert.Equal(TimeSpan.FromSeconds(1.05), policy.Patience);
    }

    [Fact]
    public void Patience_ManyAnswers_IsExceededByOneInTwenty()
    {
        var policy = new HedgePolicy();
        for (var i = 1; i <= 1000; i++)
        {
            policy.Answered(TimeSpan.FromMilliseconds(i), usage: null);
        }

        Assert.InRange(policy.Patience!.Value.TotalMilliseconds, 950, 950 * 1.05 * 1.05);
    }

    [Fact]
    public void TryCharge_UsageNotKnown_IsRefused()
    {
        var policy = new HedgePolicy();
        policy.Answered(TimeSpan.FromSeconds(1), usage: null);

        Assert.Null(policy.TryCharge(1));
    }

    [Fact]
    public void TryCharge_AnySequence_HedgesUseAtMostTheirShare() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 5000], Gen.Int[0, 500]).Array[1, 300].Sample(steps =>
        {
            var policy = new HedgePolicy();
            Queue<long> flying = [];
            var (used, hedged) = (0L, 0L);
            foreach (var (kind, input, output) in steps)
            {
                if (kind > 1)
                {
                    policy.Answered(TimeSpan.FromSeconds(1), new TokenUsage(input, output));
                    used += input + output;
                }
                else if (kind == 1 && policy.TryCharge(input) is { } charged)
                {
                    flying.Enqueue(charged);
                    Assert.True(hedged + flying.Sum() <= used * HedgePolicy.TokenShare);
                }
                else if (flying.TryDequeue(out var ended))
                {
                    policy.Settle(ended, ended / 2);
                    hedged += ended / 2;
                }
            }
        });

    private static HedgePolicy Learnt(int answers)
    {
        var policy = new HedgePolicy();
        for (var i = 0; i < answers; i++)
        {
            policy.Answered(TimeSpan.FromSeconds(1), new TokenUsage(50, 50));
        }

        return policy;
    }
}
