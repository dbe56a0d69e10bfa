using Aita.Cli.Settings;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>
/// Shows the progress of batches on the error stream, and messages between. A bar is one line that is drawn anew at most ten times a
/// second and removed at the end. Thread-safe.
/// </summary>
internal sealed class ProgressDisplay : IAsyncDisposable
{
    private const string ClearLine = "\r\u001b[2K";
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly AitaConsole _console;
    private readonly TimeProvider _time;
    private readonly ProgressMode _mode;
    private readonly int? _maxWorkers;
    private readonly Lock _drawing = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;
    private ExecutionEvent.BatchStarted? _batch;
    private PlainSchedule _schedule;
    private DateTimeOffset _pausedUntil;
    private int _skipped;
    private bool _drawn;

    public ProgressDisplay(AitaConsole console, TimeProvider time, ProgressMode mode, int? maxWorkers)
    {
        _console = console;
        _time = time;
        _maxWorkers = maxWorkers;
        _mode = mode switch
        {
            ProgressMode.Auto or ProgressMode.Bar when console.ErrorIsTerminal => ProgressMode.Bar,
            ProgressMode.Auto or ProgressMode.Bar => ProgressMode.Plain,
            _ => mode,
        };
        _loop = _mode == ProgressMode.None ? Task.CompletedTask : DrawUntilEndAsync(_ending.Token);
    }

    /// <summary>Whether to leave out the cost, because nothing is paid.</summary>
    public bool HidesCost { get; init; }

    /// <summary>Takes note of an event of a batch.</summary>
    public void Observe(ExecutionEvent happened)
    {
        switch (happened)
        {
            case ExecutionEvent.BatchStarted started:
                lock (_drawing)
                {
                    (_batch, _schedule, _skipped) = (started, default, 0);
                }

                break;
            case ExecutionEvent.PoolPaused paused:
                lock (_drawing)
                {
                    _pausedUntil = _time.GetUtcNow() + paused.Duration;
                }

                break;
            case ExecutionEvent.ProviderDown down:
                lock (_drawing)
                {
                    _pausedUntil = _time.GetUtcNow() + down.NextProbe;
                }

                if (down.IsFirst)
                {
                    WriteMessage($"The provider seems to be down; one request at a time tries again, in {down.NextProbe.TotalSeconds:0} s and then less and less often. {down.Failure.Message}");
                }

                break;
            case ExecutionEvent.ProviderUp up:
                WriteMessage($"The provider answers again, after {Units.Clock(up.Duration)}.");
                break;
            case ExecutionEvent.BatchCompleted:
                lock (_drawing)
                {
                    Clear();
                    _batch = null;
                }

                break;
        }
    }

    /// <summary>Takes one expected task out of the count, because it never became one.</summary>
    public void SkipTask() => Interlocked.Increment(ref _skipped);

    /// <summary>Writes a message on a line of its own.</summary>
    public void WriteMessage(string message)
    {
        lock (_drawing)
        {
            Clear();
            _console.WriteMessage(message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop;
        lock (_drawing)
        {
            Clear();
        }

        _ending.Dispose();
    }

    private async Task DrawUntilEndAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Draw();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private void Draw()
    {
        lock (_drawing)
        {
            if (_batch is null)
            {
                return;
            }

            var pause = _pausedUntil - _time.GetUtcNow();
            var expected = _batch.ExpectedTasks - Volatile.Read(ref _skipped);
            var state = new ProgressState(_batch.ReadMetrics(), expected, _maxWorkers, pause > TimeSpan.Zero ? pause : TimeSpan.Zero) { HidesCost = HidesCost };
            if (_mode == ProgressMode.Bar)
            {
                _console.Error.Write(ClearLine + ProgressLine.Format(state, _console.ReadWidth() - 1));
                _console.Error.Flush();
                _drawn = true;
                return;
            }

            (var due, _schedule) = _schedule.Ask(state.Metrics.Elapsed, state.Fraction);
            if (due)
            {
                _console.WriteMessage(ProgressLine.Format(state, int.MaxValue));
            }
        }
    }

    private void Clear()
    {
        if (_drawn)
        {
            _console.Error.Write(ClearLine);
            _drawn = false;
        }
    }
}
