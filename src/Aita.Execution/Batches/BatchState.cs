using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Aita.Execution;

/// <summary>What the stages of one batch share. The stages are <see cref="Intake"/>, <see cref="Sender"/> and <see cref="AnswerSettlement"/>.</summary>
internal sealed class BatchState : IDisposable
{
    /// <summary>Tasks that may be open (taken from the source and without a published outcome): bounds memory, wide enough for a burst of retries.</summary>
    private const int OpenPerWorker = 16;
    private const int OpenAtLeast = 1000;

    /// <summary>Requests of combined tasks that are open for each worker: one in flight and one ready.</summary>
    private const int RequestsPerWorker = 2;

    /// <summary>Requests that are built ahead: enough that a free slot never waits, few enough that their images fit in memory.</summary>
    private const int ReadyAtLeast = 4;
    private const int ReadyAtMost = 64;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private int _open;
    private LlmFailure? _stoppedBy;
    private Exception? _fault;

    public BatchState(
        IChatClient client, ParallelExecutionOptions options, ExecutionEnvironment environment, IRateGate gate, ICheckpointStore? store,
        BatchOptions batch)
    {
        Client = client;
        Options = options;
        Environment = environment;
        Gate = gate;
        Store = store;
        Time = environment.Time;
        Log = environment.LoggerFactory.CreateLogger("Aita.Execution");
        var metadata = client.GetService<ChatClientMetadata>();
        DefaultModel = metadata?.DefaultModelId;
        Provider = metadata?.ProviderName ?? "unknown";
        Events = new EventSink(batch, Log);
        IdsAreUnique = batch.IdsAreUnique;
        var ready = Math.Clamp(options.MaxWorkers, ReadyAtLeast, ReadyAtMost);
        RetryPlaces = new SemaphoreSlim(ready, ready);
        var http = client.GetService<OpenRouterChatClient>();
        Workers = new WorkerLimit(options, Time, () => http?.RoundTrip, () => Ready?.Changed.Set());
        Slots = Workers.Slots;
        Waits = new WaitClock(Time);
        batch.Source?.Observe(Waits.SourceIs);
        // A gate of the caller's own has limits that are not known here.
        var limits = environment.RateGate is null ? RunConditions.Of(options) : new();
        Metrics = new MetricsCollector(Time, Workers, Waits, () => limits with { LearntRate = (gate as RateGate)?.LearntRate ?? 0 }, store);
        Routing = new PrefixRouting(client, DefaultModel, options.CacheBreakpoints, key => Prefixes?.IsShared(key) != false);
        Prefixes = options.CacheAwareScheduling ? new PrefixAwareOrder(ready, Time, Slots, () => Metrics.TasksToSend) : null;
        Ready = new ReadyQueue<WorkItem>(Prefixes is null ? new FirstInFirstOut<WorkItem>(ready) : Prefixes);
        Prefixes?.Changed = Ready.Changed.Set;
        Budget = new CostBudget(options.MaxCost, store?.EarlierCost ?? 0, store?.EarlierReserved ?? default, environment.Prices);
        Policy = new RetryPolicy(options, environment.Random);
        StopPolicy = new StopPolicy(options.MaxRetryAfter);
        var together = options.MostTasksPerRequest;
        MaxOpen = Math.Max(OpenAtLeast, (options.MaxWorkers * Math.Max(OpenPerWorker, RequestsPerWorker * together)) + together);
        Results = Channel.CreateBounded<Completion>(new BoundedChannelOptions(Math.Max(16, options.MaxWorkers * 2)) { SingleReader = true });
        Outage = new OutageWatch(this);
        Hedges = options.Hedging ? new HedgeWatch(this) : null;
        Retries = new RetryQueue<WorkItem>(Time, item => RetryDue?.Invoke(item));
    }

    public IChatClient Client { get; }

    public ParallelExecutionOptions Options { get; }

    public ExecutionEnvironment Environment { get; }

    public IRateGate Gate { get; }

    public ICheckpointStore? Store { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public string? DefaultModel { get; }

    public string Provider { get; }

    public EventSink Events { get; }

    public bool IdsAreUnique { get; }

    public ReadyQueue<WorkItem> Ready { get; }

    /// <summary>The order of new work that shares prompt prefixes; null when it is not asked for.</summary>
    public PrefixAwareOrder? Prefixes { get; }

    public PrefixRouting Routing { get; }

    public RetryQueue<WorkItem> Retries { get; }

    /// <summary>Retries whose requests are built and wait to be sent: bounded like new work, or the images of a thousand retries would be in memory at once.</summary>
    public SemaphoreSlim RetryPlaces { get; }

    public WorkerLimit Workers { get; }

    public ConcurrencyLimit Slots { get; }

    public WaitClock Waits { get; }

    public MetricsCollector Metrics { get; }

    public CostBudget Budget { get; }

    public RetryPolicy Policy { get; }

    public StopPolicy StopPolicy { get; }

    public OutageWatch Outage { get; }

    /// <summary>Models that need not be asked any more.</summary>
    public MissingModels Missing { get; } = new();

    /// <summary>Asks a second time what takes long at the end; null when that is not asked for.</summary>
    public HedgeWatch? Hedges { get; }

    /// <summary>How many of the last requests failed.</summary>
    public FailureShare FailureShare { get; } = new();

    public LearntUsage LearntUsage { get; } = new();

    public Channel<Completion> Results { get; }

    public int MaxOpen { get; }

    /// <summary>Called when a waiting retry is due.</summary>
    public Action<WorkItem>? RetryDue { get; set; }

    /// <summary>No new request once this is cancelled.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Requests in flight are given up once this is cancelled.</summary>
    public CancellationToken Aborting => _aborting.Token;

    /// <summary>Tasks taken from the source whose outcome is not published yet.</summary>
    public int Open => Volatile.Read(ref _open);

    public LlmFailure? StoppedBy => Volatile.Read(ref _stoppedBy);

    public Exception? Faulted => Volatile.Read(ref _fault);

    /// <summary>What the next request of a task has in common with others.</summary>
    public TaskKind KindOf(WorkItem item) => new(item.Task.GetType(), item.Options?.ModelId ?? DefaultModel, item.Options?.MaxOutputTokens);

    public void Opened() => Interlocked.Increment(ref _open);

    /// <summary>An outcome has been published.</summary>
    public void Closed()
    {
        var left = Interlocked.Decrement(ref _open);
        if (left == MaxOpen - 1 || left == 0)
        {
            Ready.Room.Set();
        }

        if (left == 0)
        {
            Ready.Changed.Set();
        }
    }

    /// <summary>Sends nothing more; the first reason stands.</summary>
    public void Stop(LlmFailure reason)
    {
        if (Interlocked.CompareExchange(ref _stoppedBy, reason, null) is null)
        {
            Events.Send(new ExecutionEvent.BatchStopping(reason));
            BatchLog.Stopping(Log, reason.Kind, reason.Message);
            Cancel(_stopping);
            Ready.Room.Set();
        }
    }

    /// <summary>What should never happen did: stops the batch, and <see cref="BatchRun"/> throws this to the caller.</summary>
    public void Fault(Exception exception)
    {
        Interlocked.CompareExchange(ref _fault, exception, null);
        Stop(new LlmFailure(FailureKind.Rejected, $"The batch failed: {exception.Message}"));
        Ready.Changed.Set();
    }

    public void Abort() => Cancel(_aborting);

    public void Dispose()
    {
        Outage.Dispose();
        Workers.Dispose();
        Hedges?.Dispose();
        Retries.Dispose();
        Prefixes?.Dispose();
        RetryPlaces.Dispose();
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException exception)
        {
            // Code of the source, a task or the client that listens to the token threw.
            BatchLog.CancellationFailed(Log, exception);
        }
    }
}
