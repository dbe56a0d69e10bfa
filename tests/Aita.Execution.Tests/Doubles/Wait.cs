using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Doubles;

/// <summary>Waiting in tests: by events, with a limit that only a hang reaches.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static Task<T> Guarded<T>(this Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static Task Guarded(this Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <summary>Gives other threads their turn until something is so.</summary>
    public static async Task Until(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, "what the test waits for does not happen");
            await Task.Yield();
        }
    }

    /// <summary>
    /// Moves a clock on, step by step, letting the work of each step run first, until a task is done. For tests of
    /// <see cref="VirtualTime"/>, where no other test keeps the thread pool busy: the clock is driven by a thread of its own, which waits until
    /// no thread of the pool is at work.
    /// </summary>
    public static async Task<T> WhileTimePasses<T>(this Task<T> task, FakeTimeProvider time, TimeSpan step)
    {
        await Task.Factory.StartNew(
            () =>
            {
                var started = TimeProvider.System.GetTimestamp();
                while (!task.IsCompleted)
                {
                    Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, "the task does not end, however much time passes");
                    Settle();
                    if (!task.IsCompleted)
                    {
                        time.Advance(step);
                    }
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await task;
    }

    // All work that can run has run: nothing waits for a thread of the pool, no thread of the pool is at work, be it one that the machine has put
    // aside for the moment, and nothing has been done since the last look.
    private static void Settle()
    {
        var ended = ThreadPool.CompletedWorkItemCount;
        for (var calm = 0; calm < 5;)
        {
            Thread.Yield();
            var now = ThreadPool.CompletedWorkItemCount;
            calm = ThreadPool.PendingWorkItemCount == 0 && now == ended && BusyThreads() == 0 ? calm + 1 : 0;
            ended = now;
        }
    }

    private static int BusyThreads()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var idle, out _);
        return all - idle;
    }
}
