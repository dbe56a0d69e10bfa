namespace Aita.Execution;

/// <summary>
/// The one loop that starts requests: takes what is ready, waits for a free slot and for leave to send, and starts it on the thread pool. Does a
/// constant amount of work per item and never polls.
/// </summary>
/// <param name="ready">What may be sent.</param>
/// <param name="slots">Requests in flight.</param>
/// <param name="clock">Told what the loop waits for.</param>
/// <param name="admit">Waits for leave to send; false when the item must not be started.</param>
/// <param name="start">Starts an item and says when there is room for another one; must not block.</param>
/// <param name="idle">What an empty queue waits for, or null when nothing more will come.</param>
internal sealed class Dispatcher<T>(
    ReadyQueue<T> ready,
    ConcurrencyLimit slots,
    WaitClock clock,
    Func<T, CancellationToken, ValueTask<bool>> admit,
    Action<T> start,
    Func<WaitedFor?> idle)
    where T : class
{
    public async Task RunAsync(CancellationToken stopping)
    {
        using var wake = stopping.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), ready.Changed);
        while (!stopping.IsCancellationRequested)
        {
            if (!slots.HasRoom)
            {
                clock.Switch(ready.IsEmpty && idle() is WaitedFor.Tail ? WaitedFor.Tail : WaitedFor.Workers);
                await ready.Changed.WaitAsync().ConfigureAwait(false);
                continue;
            }

            if (!ready.TryTake(out var item))
            {
                if (idle() is not { } reason)
                {
                    break;
                }

                clock.Switch(reason);
                await ready.Changed.WaitAsync().ConfigureAwait(false);
                continue;
            }

            clock.Switch(WaitedFor.Nothing);
            if (await admit(item, stopping).ConfigureAwait(false))
            {
                slots.Take();
                start(item);
            }
            else
            {
                ready.Room.Set();
            }
        }

        clock.Switch(WaitedFor.Tail);
    }
}
