namespace Aita.Execution;

/// <summary>Counts what happens in a batch. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="workers">The slots.</param>
/// <param name="waits">What the dispatcher waits for.</param>
/// <param name="limits">The limits of the run, as they are known by now; what its requests are like is filled in here.</param>
/// <param name="store">What earlier runs recorded; null without a checkpoint.</param>
internal sealed class MetricsCollector(TimeProvider time, WorkerLimit workers, WaitClock waits, Func<RunConditions> limits, ICheckpointStore? store)
{
    private readonly Lock _lock = new();
    private readonly decimal _earlierCost = store?.EarlierCost ?? 0;
    private readonly RequestTally _earlierRequests = store?.EarlierRequests ?? default;
    private FailureCounts _failures = FailureCounts.None;
    private readonly ConcurrencyLimit _slots = workers.Slots;
    private readonly LatencyHistogram _calls = new();
    private readonly long _started = time.GetTimestamp();
    private long _firstSent;
    private PaceStart _pace;
    private bool _allKnown;
    private TimeSpan? _stopped;
    private int? _expected;
    private int _known;
    private int _succeeded;
    private int _failed;
    private int _notRun;
    private int _reused;
    private int _shared;
    private int _retried;
    private long _attempts;
    private long _retries;
    private long _rateLimited;
    private int _pauses;
    private int _outages;
    private TokenUsage _usage;
    private decimal _cost;
    private long _unknownCost;
    private long _maybeBilled;
    private int _mended;
    private long _recording;
    private readonly StepFigures[] _steps = [.. Enum.GetValues<RequestStep>().Select(static _ => StepFigures.None)];

    public void Expect(int? tasks) => _expected = tasks;

    /// <summary>The source has ended: every task is known, but for follow-ups.</summary>
    public void SourceEnded() => Volatile.Write(ref _allKnown, true);

    /// <summary>Tasks that are not taken from the checkpoint, as far as is known.</summary>
    public int TasksToSend
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(_expected ?? 0, _known) - _reused;
            }
        }
    }

    public void TaskTaken() => Interlocked.Increment(ref _known);

    public void FollowUpsExpected(int count)
    {
        lock (_lock)
        {
            _expected += count;
        }
    }

    public void AttemptStarted()
    {
        if (Interlocked.Increment(ref _attempts) == 1)
        {
            Volatile.Write(ref _firstSent, time.GetTimestamp());
        }
    }

    public void AttemptEnded(TimeSpan duration, LlmAnswer? answer, LlmFailure? failure, RequestStep step = RequestStep.First)
    {
        lock (_lock)
        {
            if (step != RequestStep.First)
            {
                ref var figures = ref _steps[(int)step];
                figures = figures with { Requests = figures.Requests + 1, Cost = figures.Cost + (answer?.Cost ?? 0), Usage = figures.Usage + (answer?.Usage ?? default) };
            }

            _calls.Add(duration);
            _rateLimited += failure is { Kind: FailureKind.RateLimited } ? 1 : 0;
            _maybeBilled += failure is { MayBeBilled: true } ? 1 : 0;
            _usage += answer?.Usage ?? default;
            _cost += answer?.Cost ?? 0;
            _unknownCost += answer is { Cost: null } ? 1 : 0;
        }
    }

    /// <summary>A record was written, for which a worker nearly always waits.</summary>
    public void Recorded(TimeSpan duration) => Interlocked.Add(ref _recording, duration.Ticks);

    /// <summary>A task has a value from a step.</summary>
    public void StepSucceeded(RequestStep step)
    {
        if (step != RequestStep.First)
        {
            lock (_lock)
            {
                ref var figures = ref _steps[(int)step];
                figures = figures with { Succeeded = figures.Succeeded + 1 };
            }
        }
    }

    /// <summary>A task has a value from an answer that was mended without a request.</summary>
    public void MendedLocally() => Interlocked.Increment(ref _mended);

    /// <summary>A request failed, or its answer cannot be used.</summary>
    public void Failed(FailureKind kind)
    {
        lock (_lock)
        {
            _failures += FailureCounts.Of(kind);
        }
    }

    public void Retried() => Interlocked.Increment(ref _retries);

    public void Paused() => Interlocked.Increment(ref _pauses);

    public void OutageBegan() => Interlocked.Increment(ref _outages);

    public void TaskEnded(TaskResult result)
    {
        lock (_lock)
        {
            _succeeded += result.Outcome == TaskOutcome.Succeeded ? 1 : 0;
            _failed += result.Outcome == TaskOutcome.Failed ? 1 : 0;
            _notRun += result.Outcome == TaskOutcome.NotRun ? 1 : 0;
            _reused += result.FromCheckpoint ? 1 : 0;
            _shared += result.SharedWith is null ? 0 : 1;
            _retried += result.Attempts > 1 ? 1 : 0;
            var firstSent = Volatile.Read(ref _firstSent);
            if (firstSent != 0 && result.Attempts > 0)
            {
                _pace = _pace.After(time.GetElapsedTime(firstSent), _succeeded + _failed - _reused, _slots.Limit);
            }
        }
    }

    /// <summary>The batch is over: no more time is counted.</summary>
    public void Stop()
    {
        waits.Stop();
        lock (_lock)
        {
            _stopped = time.GetElapsedTime(_started);
        }
    }

    public ExecutionMetrics Read()
    {
        lock (_lock)
        {
            var elapsed = _stopped ?? time.GetElapsedTime(_started);
            var firstSent = Volatile.Read(ref _firstSent);
            var sending = firstSent == 0 ? TimeSpan.Zero : elapsed - time.GetElapsedTime(_started, firstSent);
            var ended = _succeeded + _failed + _notRun;
            var total = Math.Max(_stopped is null ? _expected ?? 0 : 0, Math.Max(_known, ended));
            var fresh = _succeeded + _failed - _reused;
            var conditions = limits() with
            {
                Workers = _slots.Limit,
                AdaptsWorkers = workers.IsAdaptive,
                FailureShare = Math.Min(1, PerCall(_failures.AtProvider)),
                Latency = _calls.Mean,
                TokensPerRequest = PerCall(_usage.Total),
                InputTokensPerRequest = PerCall(_usage.Input),
            };
            return new ExecutionMetrics
            {
                TotalTasks = total,
                CompletedTasks = _succeeded,
                FailedTasks = _failed,
                NotRunTasks = _notRun,
                ReusedTasks = _reused,
                SharedTasks = _shared,
                RetriedTasks = _retried,
                Attempts = Interlocked.Read(ref _attempts),
                Retries = Interlocked.Read(ref _retries),
                RateLimited = _rateLimited,
                Failures = _failures,
                Pauses = Volatile.Read(ref _pauses),
                LocalRepairs = new StepFigures(0, Volatile.Read(ref _mended), 0),
                Reasks = _steps[(int)RequestStep.Reask],
                RepairModel = _steps[(int)RequestStep.RepairModel],
                Fallbacks = _steps[(int)RequestStep.Fallback],
                Hedges = _steps[(int)RequestStep.Hedge],
                Outages = Volatile.Read(ref _outages),
                InFlight = _slots.InFlight,
                PeakInFlight = _slots.Peak,
                Elapsed = elapsed,
                Remaining = _stopped is not null ? TimeSpan.Zero
                    : _expected is null && !Volatile.Read(ref _allKnown) ? null
                    : RemainingTime.Estimate(sending, fresh, _slots.InFlight, total - ended, _calls, _pace, SpeedModel.PerSecondOfLimits(conditions) * PerCall(fresh)),
                SequentialTime = _calls.Sum,
                Throughput = elapsed > TimeSpan.Zero ? fresh / elapsed.TotalSeconds : 0,
                MeanTaskTime = _calls.Mean,
                MinTaskTime = _calls.Count == 0 ? TimeSpan.Zero : _calls.Minimum,
                MaxTaskTime = _calls.Maximum,
                P50TaskTime = _calls.Quantile(0.5),
                P90TaskTime = _calls.Quantile(0.9),
                P99TaskTime = _calls.Quantile(0.99),
                Usage = _usage,
                Cost = _cost,
                CallsOfUnknownCost = _unknownCost,
                CallsMaybeBilled = _maybeBilled,
                EarlierCost = _earlierCost,
                EarlierRequests = _earlierRequests,
                LearntRate = conditions.LearntRate > 0 ? conditions.LearntRate : null,
                Bottleneck = SpeedModel.Explain(DiskTime.Split(waits.Read(), _calls.Sum, TimeSpan.FromTicks(Interlocked.Read(ref _recording))), conditions),
            };
        }
    }

    private double PerCall(double amount) => _calls.Count == 0 ? 0 : amount / _calls.Count;
}
