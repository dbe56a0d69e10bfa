using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Limits;

public sealed class RateGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task WaitAsync_LargerThanTheMinute_FailsAtOnceAndSaysWhatToDo()
    {
        using var gate = new RateGate(0, tokensPerMinute: 1000, timeProvider: _time);

        var refused = await Assert.ThrowsAsync<LlmException>(async () => await gate.WaitAsync(new TokenUsage(1001, 0), default));

        Assert.Equal(FailureKind.Rejected, refused.Kind);
        Assert.Contains("1001 tokens", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await gate.WaitAsync(new TokenUsage(1000, 0), default)).Number);
    }

    [Fact]
    public async Task WaitAsync_AfterAPause_SaysSo()
    {
        using var gate = new RateGate(100, timeProvider: _time);
        var permit = await gate.WaitAsync(default, default);
        Assert.Equal(RateWaitReason.None, permit.WaitReason);
        Assert.Equal(TimeSpan.FromSeconds(3), gate.Settle(permit, new RateFeedback(RateOutcome.RateLimited, RetryAfter: TimeSpan.FromSeconds(3))));
        var waiting = gate.WaitAsync(default, default).AsTask();
        Assert.False(waiting.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(RateWaitReason.Pause, (await waiting.Guarded()).WaitReason);
    }

    [Fact]
    public async Task WaitAsync_Cancelled_LeavesTheQueueToTheOthers()
    {
        using var gate = new RateGate(1, 1, timeProvider: _time);
        using var cancelled = new CancellationTokenSource();
        await gate.WaitAsync(default, default);
        var impatient = gate.WaitAsync(default, cancelled.Token).AsTask();
        var patient = gate.WaitAsync(default, default).AsTask();

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, (await patient.Guarded()).Number);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(2, 2)]
    [InlineData(10, 2)]
    [InlineData(50, 5)]
    [InlineData(1001, 101)]
    public void DefaultBurst_IsATenthOfASecond(double rate, int expected) => Assert.Equal(expected, RateGate.DefaultBurst(rate));

    [Theory]
    [InlineData(double.NaN, null, null)]
    [InlineData(double.PositiveInfinity, null, null)]
    [InlineData(-1.0, null, null)]
    [InlineData(1.0, 0, null)]
    [InlineData(1.0, null, 0)]
    public void Create_LimitThatCannotBe_IsRefused(double rate, int? burst, int? tokens) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateGate(rate, burst, tokens));
}
