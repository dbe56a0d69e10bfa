namespace Aita.Cli.Rehearsal;

/// <summary>
/// Runs work on a <see cref="VirtualClock"/>: a thread of its own moves the clock on whenever nothing is left to do at the present moment, that is
/// when no thread of the pool is at work and nothing waits for one. The work must wait for nothing but the clock and the thread pool.
/// </summary>
internal static class VirtualTime
{
    /// <summary>Runs work to its end, in as much virtual time as it takes.</summary>
    /// <exception cref="InvalidOperationException">The work waits for something that will never happen.</exception>
    public static async Task<T> RunAsync<T>(VirtualClock clock, Func<Task<T>> work)
    {
        var running = Task.Run(work);
        if (!await DriveAsync(clock, running, static () => true))
        {
            throw new InvalidOperationException($"Nothing is due after {clock.Now}, but the work has not ended.");
        }

        return await running;
    }

    /// <summary>Moves the clock on until the work has ended, nothing more is due, or the caller wants no more.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="running">The work, which runs on the thread pool.</param>
    /// <param name="mayGoOn">Asked whenever everything that could be done at a moment has been done, before the clock moves on.</param>
    /// <returns>Whether the work has ended.</returns>
    public static Task<bool> DriveAsync(VirtualClock clock, Task running, Func<bool> mayGoOn) =>
        Task.Factory.StartNew(
            () =>
            {
                while (true)
                {
                    WaitForThreadPool();
                    if (running.IsCompleted)
                    {
                        return true;
                    }

                    if (!mayGoOn() || !clock.TryAdvance())
                    {
                        return false;
                    }
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Until no thread of the pool is at work, nothing waits for one, and nothing was done between looking at both.</summary>
    private static void WaitForThreadPool()
    {
        var spin = default(SpinWait);
        while (true)
        {
            var completed = ThreadPool.CompletedWorkItemCount;
            if (IsQuiet() && IsQuiet() && ThreadPool.CompletedWorkItemCount == completed)
            {
                return;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static bool IsQuiet()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return free == all && ThreadPool.PendingWorkItemCount == 0;
    }
}
