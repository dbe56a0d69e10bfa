namespace Aita.Cli.Running;

/// <summary>Looks at the keyboard now and then while batches run: the key <c>?</c> asks why the run is slow. Other keys are ignored.</summary>
internal sealed class KeyWatch : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly AitaConsole _console;
    private readonly TimeProvider _time;
    private readonly Func<bool> _isRunning;
    private readonly Action _ask;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;

    /// <param name="console">The keyboard; nothing is watched when it is not a terminal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isRunning">Whether a batch runs: between batches the keys belong to questions.</param>
    /// <param name="ask">Called for each <c>?</c>.</param>
    public KeyWatch(AitaConsole console, TimeProvider time, Func<bool> isRunning, Action ask)
    {
        _console = console;
        _time = time;
        _isRunning = isRunning;
        _ask = ask;
        _loop = console.InputIsTerminal ? WatchAsync(_ending.Token) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop;
        _ending.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                while (_isRunning() && _console.TryReadKey() is { } key)
                {
                    if (key == '?')
                    {
                        _ask();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // No keyboard after all: the signal is left.
        }
    }
}
