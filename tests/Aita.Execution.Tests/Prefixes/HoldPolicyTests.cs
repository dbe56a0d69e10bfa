namespace Aita.Execution.Tests.Prefixes;

public sealed class HoldPolicyTests
{
    private const int Workers = 4;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(39, false)]
    [InlineData(40, true)]
    public void MayIdle_TenRoundsOfTasks_IsWhereItBegins(int tasks, bool expected)
    {
        Assert.Equal(expected, new HoldPolicy().MayIdle(TimeSpan.Zero, Workers, tasks, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(expected, Informed().MayIdle(TimeSpan.Zero, Workers, tasks, TimeSpan.Zero, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(10, 2)] // a tenth of the time, at the assumed latency of 2 s
    [InlineData(15, 3)]
    [InlineData(20, 4)]
    [InlineData(50, 8)] // 2 s less than a tenth: the further request is to be answered in time
    public void MayIdle_NothingAnsweredYet_OneFurtherItemFindsOutHowLongRequestsTake(int rounds, double seconds)
    {
        var policy = new HoldPolicy();

        Assert.True(policy.MayIdle(TimeSpan.Zero, Workers, rounds * Workers, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(Second * seconds, policy.Until);
        Assert.False(policy.MayIdle(Second * seconds, Workers, rounds * Workers, TimeSpan.Zero, TimeSpan.Zero));

        Assert.True(policy.MayIdle(Second * seconds, Workers, rounds * Workers, TimeSpan.Zero, alone: null));
        Assert.Null(policy.Until);
    }

    [Theory]
    [InlineData(10, 1, 1)]
    [InlineData(20, 2, 2)]
    [InlineData(30, 2, 3)]
    [InlineData(35, 2.5, 3.5)]
    [InlineData(1000, 3, 100)]
    public void MayIdle_TheWarmingTakesLong_OneFurtherItemAndThenAll(int rounds, double further, double all)
    {
        var policy = Informed();
        var tasks = rounds * Workers;

        Assert.True(policy.MayIdle(TimeSpan.Zero, Workers, tasks, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(Second * further, policy.Until);
        Assert.False(policy.MayIdle(Second * further, Workers, tasks, TimeSpan.Zero, TimeSpan.Zero));

        Assert.Equal(all > further, policy.MayIdle(Second * further, Workers, tasks, TimeSpan.Zero, alone: null));
        Assert.Equal(all > further ? Second * all : null, policy.Until);
        Assert.False(policy.MayIdle(Second * all, Workers, tasks, TimeSpan.Zero, alone: null));
    }

    [Fact]
    public void MayIdle_TimeInWhichWorkersWereBusy_IsNotCounted()
    {
        var policy = Informed();
        policy.MayIdle(TimeSpan.Zero, Workers, 15 * Workers, TimeSpan.Zero, TimeSpan.Zero);

        policy.Ended(Second * 0.5);

        // Half a second is spent, one second is left.
        Assert.Null(policy.Until);
        Assert.True(policy.MayIdle(Second * 9, Workers, 15 * Workers, Second * 9, Second * 9));
        Assert.Equal(Second * 10, policy.Until);
    }

    [Fact]
    public void MayIdle_LessIsLeftThanTheWarmingWillTake_IsNotBegun()
    {
        var policy = Informed();
        policy.MayIdle(TimeSpan.Zero, Workers, 15 * Workers, TimeSpan.Zero, TimeSpan.Zero);
        policy.Ended(Second);

        Assert.False(policy.MayIdle(Second * 9, Workers, 15 * Workers, Second * 9, Second * 9));
        Assert.True(policy.MayIdle(Second * 9, Workers, 15 * Workers, Second * 8.5, Second * 8.5));
    }

    [Fact]
    public void Answered_AFewTakeTenTimesAsLong_TheTypicalLatencyStays()
    {
        var policy = Informed();
        policy.Answered(Second);
        policy.Answered(Second * 10);

        policy.MayIdle(TimeSpan.Zero, Workers, 1000 * Workers, TimeSpan.Zero, TimeSpan.Zero);

        Assert.InRange(policy.Until!.Value, Second * 2.9, Second * 3.1); // within the width of a bucket
    }

    private static HoldPolicy Informed()
    {
        var policy = new HoldPolicy();
        policy.Answered(Second);
        return policy;
    }
}
