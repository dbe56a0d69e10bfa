namespace Aita.Execution;

/// <summary>One batch from start to end: starts the stages, drains them when the batch stops, and leaves the checkpoint complete.</summary>
internal sealed class BatchRun : IAsyncDisposable
{
    private readonly BatchState _state;
    private readonly Intake _intake;
    private readonly Dispatcher<WorkItem> _dispatcher;
    private readonly SharedSettlement _shared;
    private CancellationTokenRegistration _cancellation;
    private Task _completion = Task.CompletedTask;

    private BatchRun(BatchState state)
    {
        _state = state;
        var preparation = new Preparation(state);
        var publication = new Publication(state);
        var failures = new FailureSettlement(state, preparation, publication);
        var answers = new AnswerSettlement(state, preparation, publication, failures);
        _shared = new SharedSettlement(state, answers, failures, publication);
        if (state.Options.ShareIdenticalRequests)
        {
            publication.Shared = _shared;
        }

        var clearance = new Clearance(state, failures, publication);
        var sender = new Sender(state, clearance, new Exchange(state, clearance, failures, publication), answers, failures, publication);
        _intake = new Intake(state, new Acceptance(state, preparation, answers, failures, _shared, publication), publication);
        publication.AddFollowUps = _intake.TryAddFollowUps;
        state.RetryDue = failures.RetryDue;
        NotRunAsync = publication.NotRunAsync;
        _dispatcher = new Dispatcher<WorkItem>(state.Ready, state.Slots, state.Waits, clearance.WaitAsync, sender.Start, IdleReason);
    }

    /// <summary>Outcomes in the order of completion. To be read to the end by one reader; throws what the source threw.</summary>
    public IAsyncEnumerable<Completion> Completions => _state.Results.Reader.ReadAllAsync(CancellationToken.None);

    public EventSink Events => _state.Events;

    public string? Checkpoint => _state.Store?.Location;

    public LlmFailure? StoppedBy => _state.StoppedBy;

    private Func<WorkItem, ValueTask> NotRunAsync { get; }

    public ExecutionMetrics ReadMetrics() => _state.Metrics.Read();

    /// <param name="setup">Opens the state of the batch.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="expected">Number of tasks, when known.</param>
    /// <param name="name">Name of the batch.</param>
    /// <param name="reportRest">Whether tasks that were not reached still get an outcome.</param>
    /// <param name="cancellationToken">Stops the batch, which then drains.</param>
    public static BatchRun Start(
        BatchState setup, IAsyncEnumerable<LlmTask> tasks, int? expected, string name, bool reportRest, CancellationToken cancellationToken)
    {
        var run = new BatchRun(setup);
        setup.Metrics.Expect(expected);
        BatchLog.Started(setup.Log, name, run.Checkpoint, setup.Store?.EarlierCount ?? 0);
        setup.Events.Send(new ExecutionEvent.BatchStarted(name, expected, run.Checkpoint, setup.Store?.EarlierCount ?? 0, setup.Metrics.Read));
        run._cancellation = cancellationToken.UnsafeRegister(
            static state => ((BatchState)state!).Stop(new LlmFailure(FailureKind.Cancelled, "The batch was cancelled.")), setup);
        run._completion = Task.Run(() => run.RunAsync(tasks, reportRest), CancellationToken.None);
        return run;
    }

    /// <summary>Ends the batch: when its reader left early it is stopped and drained first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_state.Results.Reader.Completion.IsCompleted)
        {
            _state.Stop(new LlmFailure(FailureKind.Cancelled, "The caller stopped reading the results."));
        }

        // What is left is recorded, but nobody wants it any more; nor what went wrong: who read to the end has been told.
        var left = _state.Results.Reader;
        while (!left.Completion.IsCompleted)
        {
            if (!left.TryRead(out _))
            {
                await Task.WhenAny(left.Completion, left.WaitToReadAsync().AsTask()).ConfigureAwait(false);
            }
        }

        await _completion.ConfigureAwait(false);
        _state.Events.Send(new ExecutionEvent.BatchCompleted(_state.Metrics.Read())); // after the last outcome has been told
        _state.Dispose();
    }

    private async Task RunAsync(IAsyncEnumerable<LlmTask> tasks, bool reportRest)
    {
        Exception? failure = null;
        try
        {
            var intake = Task.Run(() => _intake.RunAsync(tasks, reportRest), CancellationToken.None);
            try
            {
                await _dispatcher.RunAsync(_state.Stopping).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _state.Fault(exception); // the rate gate threw what no gate may
            }

            await DrainAsync(intake).ConfigureAwait(false);
            failure = _state.Faulted ?? _intake.SourceFailure;
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        await CloseAsync().ConfigureAwait(false);
        var metrics = _state.Metrics.Read();
        if (_state.StopPolicy.ReasonAtEnd(metrics.FailedTasks) is { } reason)
        {
            _state.Stop(reason);
        }

        BatchLog.Ended(_state.Log, metrics.CompletedTasks, metrics.FailedTasks, metrics.NotRunTasks, metrics.Elapsed);
        _state.Results.Writer.Complete(failure);
    }

    private WaitedFor? IdleReason()
    {
        if (!_intake.IsFinished)
        {
            return _state.Open >= _state.MaxOpen ? WaitedFor.Results : _state.Waits.SourceWaits && WaitsForRetries() ? WaitedFor.Backoff : WaitedFor.Source;
        }

        if (_intake.HasEnded && _state.Open == 0)
        {
            return null;
        }

        if (WaitsForRetries())
        {
            return WaitedFor.Backoff;
        }

        _state.Hedges?.Look();
        return WaitedFor.Tail;
    }

    private bool WaitsForRetries() => _state.Slots.InFlight == 0 && _state.Retries.Count > 0;

    /// <summary>Requests in flight may finish within the grace period; everything else that is open is left for a later run.</summary>
    private async Task DrainAsync(Task intake)
    {
        if (_state.Stopping.IsCancellationRequested)
        {
            var grace = _state.Time.CreateTimer(
                static state => ((BatchState)state!).Abort(), _state, TimerDelay.For(_state.Options.DrainTimeout), Timeout.InfiniteTimeSpan);
            await using var _ = grace.ConfigureAwait(false);
            foreach (var waiting in _state.Retries.Close())
            {
                await NotRunAsync(waiting).ConfigureAwait(false);
            }

            while ((_state.Open > 0 || !intake.IsCompleted) && _state.Faulted is null)
            {
                if (_state.Ready.TryTakeAny(out var item))
                {
                    await NotRunAsync(item).ConfigureAwait(false);
                }
                else if (_state.Open > 0 || !_intake.IsFinished)
                {
                    await _state.Ready.Changed.WaitAsync().ConfigureAwait(false);
                }
                else
                {
                    await intake.ConfigureAwait(false);
                }
            }
        }

        await intake.ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        await _cancellation.DisposeAsync().ConfigureAwait(false);
        _state.Metrics.Stop();
        _shared.Dispose();
        try
        {
            if (_state.Store is { } store)
            {
                await store.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The outcomes have reached the caller; that they may not be recorded is why the batch counts as stopped.
            _state.Stop(new LlmFailure(FailureKind.Rejected, $"The checkpoint cannot be closed: {exception.Message}"));
        }
    }
}
