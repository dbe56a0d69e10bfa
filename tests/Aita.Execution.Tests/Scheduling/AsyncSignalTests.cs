using Aita.Execution.Tests.Doubles;

namespace Aita.Execution.Tests.Scheduling;

public sealed class AsyncSignalTests
{
    [Fact]
    public async Task WaitAsync_SetBefore_IsRememberedOnce()
    {
        var signal = new AsyncSignal();
        signal.Set();
        signal.Set();

        Assert.True(signal.WaitAsync().AsTask().IsCompletedSuccessfully);
        var second = signal.WaitAsync().AsTask();
        Assert.False(second.IsCompleted);
        signal.Set();
        await second.Guarded();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Set_ByManyAtOnce_NoWakeUpIsLost(int setters)
    {
        const int Each = 20_000;
        var signal = new AsyncSignal();
        long produced = 0;
        var waiter = Task.Run(async () =>
        {
            long seen = 0;
            while (seen < (long)setters * Each)
            {
                await signal.WaitAsync();
                seen = Interlocked.Read(ref produced); // whoever adds sets afterwards, so the last addition is always seen
            }

            return seen;
        });

        await Task.WhenAll(Enumerable.Range(0, setters).Select(setter => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref produced);
                signal.Set();
                if (i % 64 == setter)
                {
                    await Task.Yield();
                }
            }
        })));

        Assert.Equal((long)setters * Each, await waiter.Guarded());
    }

    [Fact]
    public async Task PingPong_BetweenTwo_GoesOn()
    {
        AsyncSignal ping = new(), pong = new();
        var player = Task.Run(async () =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                await ping.WaitAsync();
                pong.Set();
            }
        });
        for (var i = 0; i < 50_000; i++)
        {
            ping.Set();
            await pong.WaitAsync();
        }

        await player.Guarded();
    }
}
