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

        Assert.InRange(usage.Expect(Short, 40).Output, 10, 20);
        Assert.Equal(40, usage.Expect(Short, 40).Input);
        Assert.InRange(usage.Expect(Long, 40).Output, 2800, 3000);
        Assert.InRange(usage.Expect(Long, 40).Input, 40 + 140, 40 + 150);
    }

    [Fact]
    public void Expect_KindWithoutAnAnswer_IsAsTheOthersWere()
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 100; i++)
        {
            usage.Observe(Short, 100, new TokenUsage(400, 40));
        }

        Assert.InRange(usage.Expect(Long, 100).Output, 40, 60);
        Assert.Equal(100, usage.Expect(Long, 100).Input); // what the provider adds to others is theirs
    }

    [Fact]
    public void Expect_AFewAnswers_IsNearThemAlready()
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 15; i++)
        {
            usage.Observe(Short, 100, new TokenUsage(100, 20));
        }

        Assert.InRange(usage.Expect(Short, 100).Output, 20, 120);
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

    [Fact]
    public void Expect_OneLongAnswerFirst_DoesNotMakeAllOthersLong()
    {
        var usage = new LearntUsage();
        usage.Observe(Short, 100, new TokenUsage(100, 20_000));

        Assert.InRange(usage.Expect(Short, 100).Output, 500, 5500);
    }

    [Theory]
    [InlineData(1000, 10, 25)] // a quarter of what is counted, at least
    [InlineData(1000, 0, 100)] // nobody said
    [InlineData(10, 310, 400)]
    public void Expect_InputThatIsCountedOtherwise_IsLearnt(long counted, long used, long expected)
    {
        var usage = new LearntUsage();
        for (var i = 0; i < 400; i++)
        {
            usage.Observe(Short, counted, new TokenUsage(used, 10));
        }

        Assert.InRange(usage.Expect(Short, 100).Input, expected - 1, expected);
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
        Assert.InRange(usage.Expect(new TaskKind(typeof(SimpleLlmTask), "m", 200), 100).Output, 7, 400);
    }
}
