namespace Aita.Execution.Tests.Estimates;

public sealed class LearntUsageTests
{
    private static readonly TaskKind Short = new(typeof(SimpleLlmTask), "m", 100);
    private static readonly TaskKind Long = new(typeof(SimpleLlmTask), "m", 4000);

    [Fact]
    public void Expect_NothingSeen_Is500TokensAndTheInputAsCounted() => Assert.Equal(new TokenUsage(80, 500), new LearntUsage().Expect(Short, 80));

    [Fact]
    public void Expect_TwoKinds_AreLearntApart()
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 100; i++)
        {
            usage.Observe(Short, 100, new TokenUsage(100, 10));
            usage.Observe(Long, 100, new TokenUsage(250, 3000));
        }

        Assert.InRange(usage.Expect(Short, 40).Output, 10, 15);
        Assert.Equal(40, usage.Expect(Short, 40).Input);
        Assert.InRange(usage.Expect(Long, 40).Output, 2900, 3000);
        Assert.InRange(usage.Expect(Long, 40).Input, 98, 100);
    }

    [Fact]
    public void Expect_KindWithoutAnAnswer_IsAsTheOthersWere()
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 100; i++)
        {
            usage.Observe(Short, 100, new TokenUsage(100, 40));
        }

        Assert.InRange(usage.Expect(Long, 100).Output, 40, 50);
    }

    [Fact]
    public void Expect_AFewAnswers_IsNearThemAlready()
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 9; i++)
        {
            usage.Observe(Short, 100, new TokenUsage(100, 20));
        }

        Assert.InRange(usage.Expect(Short, 100).Output, 20, 70);
    }

    [Fact]
    public void Expect_AnswersThatChange_Follows()
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 1000; i++)
        {
            usage.Observe(Short, 100, new TokenUsage(100, 10));
        }

        for (var i = 0; i < 150; i++)
        {
            usage.Observe(Short, 100, new TokenUsage(100, 1000));
        }

        Assert.InRange(usage.Expect(Short, 100).Output, 900, 1000);
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(100, 0)]
    [InlineData(1, 1_000_000)]
    public void Expect_SenselessInput_KeepsTheFactorWithinReason(long counted, long used)
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 100; i++)
        {
            usage.Observe(Short, counted, new TokenUsage(used, 10));
        }

        Assert.InRange(usage.Expect(Short, 100).Input, 25, 400);
    }

    [Fact]
    public void Observe_ManyKinds_LaterOnesShareOneEstimate()
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 5000; i++)
        {
            usage.Observe(new TaskKind(typeof(SimpleLlmTask), "m", i), 100, new TokenUsage(100, i < 256 ? 7 : 900));
        }

        Assert.InRange(usage.Expect(new TaskKind(typeof(SimpleLlmTask), "m", 4999), 100).Output, 800, 900);
        Assert.InRange(usage.Expect(new TaskKind(typeof(SimpleLlmTask), "m", 200), 100).Output, 7, 260);
    }
}
