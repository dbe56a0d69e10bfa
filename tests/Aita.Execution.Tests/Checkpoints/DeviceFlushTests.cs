namespace Aita.Execution.Tests.Checkpoints;

public sealed class DeviceFlushTests
{
    [Fact]
    public async Task Request_WhileAFlushIsGoingOn_SharesTheNextOne()
    {
        using var blocked = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var flushes = 0;
        var flush = new DeviceFlush(
            () =>
            {
                flushes++;
                started.Set();
                blocked.Wait();
            },
            _ => { });
        flush.Request();
        started.Wait();
        for (var i = 0; i < 100; i++)
        {
            flush.Request();
        }

        var last = flush.FlushAsync().AsTask();
        Assert.False(last.IsCompleted);
        blocked.Set();
        await last;
        flush.Stop();

        Assert.Equal(2, flushes);
    }

    [Fact]
    public async Task FlushAsync_DeviceFails_TellsTheCallerAndTheOwner()
    {
        Exception? told = null;
        var flush = new DeviceFlush(() => throw new IOException("broken"), e => told = e);

        var thrown = await Assert.ThrowsAsync<IOException>(() => flush.FlushAsync().AsTask());
        flush.Stop();

        Assert.Same(thrown, told);
    }

    [Fact]
    public async Task FlushAsync_OnAThreadOfItsOwn_NeverOnThePool()
    {
        bool? onPool = null;
        var flush = new DeviceFlush(() => onPool = Thread.CurrentThread.IsThreadPoolThread, _ => { });
        await flush.FlushAsync();
        flush.Stop();

        Assert.False(onPool);
    }
}
