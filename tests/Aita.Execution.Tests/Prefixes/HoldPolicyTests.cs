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
        Assert.Equal(expected, new HoldPolicy().MayIdle(TimeSpan.Zero, Workers, tasks, Helped(TimeSpan.Zero)));
        Assert.Equal(expected, Informed().MayIdle(TimeSpan.Zero, Workers, tasks, Alone(TimeSpan.Zero)));
    }

    [Theory]
    [InlineData(10, 4)]
    [InlineData(13, 4)] // the fewer rounds, the less a slow answer may cost
    [InlineData(14, 3)]
    [InlineData(20, 2)]
    [InlineData(1000, 2)]
    public void MayIdle_NothingAnsweredYet_AFewRequestsFindOutHowLongTheyTake(int rounds, int requests)
    {
        var policy = new HoldPolicy();

        Assert.False(policy.MayIdle(TimeSpan.Zero, Workers, rounds * Workers, Alone(TimeSpan.Zero) with { Requests = requests - 1 }));
        Assert.True(policy.MayIdle(TimeSpan.Zero, Workers, rounds * Workers, Alone(TimeSpan.Zero) with { Requests = requests }));
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

        Assert.True(policy.MayIdle(TimeSpan.Zero, Workers, tasks, Alone(TimeSpan.Zero)));
        Assert.Equal(Second * further, policy.Until);
        Assert.False(policy.MayIdle(Second * further, Workers, tasks, Alone(TimeSpan.Zero)));

        Assert.Equal(all > further, policy.MayIdle(Second * further, Workers, tasks, Helped(TimeSpan.Zero)));
        Assert.Equal(all > further ? Second * all : null, policy.Until);
        Assert.False(policy.MayIdle(Second * all, Workers, tasks, Helped(TimeSpan.Zero)));
    }

    [Fact]
    public void MayIdle_TimeInWhichWorkersWereBusy_IsNotCounted()
    {
        var policy = Informed();
        policy.MayIdle(TimeSpan.Zero, Workers, 15 * Workers, Alone(TimeSpan.Zero));

        policy.Ended(Second * 0.5);

        // Half a second is spent, one second is left.
        Assert.Null(policy.Until);
        Assert.True(policy.MayIdle(Second * 9, Workers, 15 * Workers, Alone(Second * 9)));
        Assert.Equal(Second * 10, policy.Until);
    }

    [Fact]
    public void MayIdle_LessIsLeftThanTheWarmingWillTake_IsNotBegun()
    {
        var policy = Informed();
        policy.MayIdle(TimeSpan.Zero, Workers, 15 * Workers, Alone(TimeSpan.Zero));
        policy.Ended(Second);

        Assert.False(policy.MayIdle(Second * 9, Workers, 15 * Workers, Alone(Second * 9)));
        Assert.True(policy.MayIdle(Second * 9, Workers, 15 * Workers, Alone(Second * 8.5)));
    }

    [Fact]
    public void Answered_AFewTakeTenTimesAsLong_TheTypicalLatencyStays()
    {
        var policy = Informed();
        policy.Answered(Second);
        policy.Answered(Second * 10);

        policy.MayIdle(TimeSpan.Zero, Workers, 1000 * Workers, Alone(TimeSpan.Zero));

        Assert.InRange(policy.Until!.Value, Second * 2.9, Second * 3.1); // within the width of a bucket
    }

    private static Warmings Alone(TimeSpan since) => new(Requests: 1, since, AloneSince: since);

    private static Warmings Helped(TimeSpan since) => new(Requests: 40, since, AloneSince: null);

    private static HoldPolicy Informed()
    {
        var policy = new HoldPolicy();
        policy.Answered(Second);
        return policy;
    }
}
