using System.CommandLine;
using Aita.Cli.Commands;
using Aita.Cli.Rendering;
using Aita.Cli.Settings;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Cli.Running;

/// <summary>
/// Everything that a command which runs batches needs, made from the settings: client, cost ledger, executor, progress, the handling of
/// Ctrl-C, and at the end the summary, the hint how to resume, and the exit code. A command reads its input, calls
/// <see cref="Executor"/> with <see cref="Batch"/> and <see cref="Stopping"/>, and returns what <see cref="Conclude"/> says.
/// </summary>
internal sealed class CommandRun : IAsyncDisposable
{
    /// <summary>A list of prices is good to have; with a spending cap it is worth a wait.</summary>
    private static readonly TimeSpan PriceTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PriceTimeoutWithCap = TimeSpan.FromSeconds(10);

    private readonly CommandContext _context;
    private readonly Task _compiled;
    private readonly CostLedger _ledger;
    private readonly CostTracker _tracker;
    private readonly ProgressDisplay _display;
    private readonly TelemetryExport? _telemetry;
    private readonly List<CancellationTokenRegistration> _signals = [];
    private readonly KeyWatch? _keys;
    private volatile ExecutionEvent.BatchStarted? _batch;
    private volatile bool _isRunning;

    private CommandRun(CommandContext context, RunSettings settings, string operation, OpenRouterChatClient provider, PriceBook prices, bool readsInput, Task compiled)
    {
        _context = context;
        _compiled = compiled;
        Settings = settings;
        var time = context.Services.Time;
        _ledger = CostLedger.Create(settings.CostDirectory, time);
        Prices = prices;
        _tracker = new CostTracker(prices, _ledger, time);
        Client = _tracker.Track(new AbortableChatClient(provider, context.Services.Interrupts.Aborting), operation);
        Executor = new ParallelLlmExecutor(Client, settings.Execution, new ExecutionEnvironment { Time = time, Prices = prices });
        _display = new ProgressDisplay(context.Console, time, settings.Progress, settings.Execution.AdaptWorkers ? null : settings.Execution.MaxWorkers);
        _telemetry = settings.Otlp is { } endpoint ? TelemetryExport.Start(endpoint) : null;
        context.Services.Inquiries.Asked += Answer;
        _keys = readsInput ? null : new KeyWatch(context.Console, time, () => _isRunning, Explain);
        _signals.Add(context.Services.Interrupts.Stopping.Register(SayStopping));
        _signals.Add(context.Services.Interrupts.Aborting.Register(() => Say("Aborting the requests in flight.")));
    }

    public RunSettings Settings { get; }

    /// <summary>The client, for calls outside of batches too: each is counted in the ledger.</summary>
    public IChatClient Client { get; }

    public ParallelLlmExecutor Executor { get; }

    /// <summary>The provider's prices; empty when they could not be read.</summary>
    public PriceBook Prices { get; }

    /// <summary>Cancelled when a person or the system asks to stop; the executor then drains.</summary>
    public CancellationToken Stopping => _context.Services.Interrupts.Stopping;

    /// <summary>Why a batch of this run stopped early; null when none did.</summary>
    public LlmFailure? StoppedBy { get; private set; }

    /// <summary>The figures of the batch that ran last.</summary>
    public ExecutionMetrics Metrics { get; private set; } = new();

    /// <summary>The checkpoint of the batch that ran last; null without one.</summary>
    public string? Checkpoint => _batch?.Checkpoint;

    /// <summary>Tasks with a record from earlier runs of the batch.</summary>
    public int EarlierOutcomes => _batch?.EarlierOutcomes ?? 0;

    /// <summary>Starts a run.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="parsed">Its command line.</param>
    /// <param name="operation">What the calls are for, in the cost ledger.</param>
    /// <param name="readsInput">Whether the command reads standard input, so that its keys are no questions.</param>
    /// <param name="isLong">Whether the run is so long that a slow first answer does not matter.</param>
    /// <exception cref="CliException">Settings are wrong; lists every one.</exception>
    public static async Task<CommandRun> StartAsync(
        CommandContext context, ParseResult parsed, string operation, bool readsInput = false, bool isLong = false)
    {
        var settings = context.Reader.ReadRun(parsed);
        var provider = OpenRouterChatClient.Create(new OpenRouterOptions
        {
            ApiKey = settings.ApiKey,
            Model = settings.Model,
            BaseUrl = settings.BaseUrl.AbsoluteUri,
        });
        var compiled = isLong || settings.Otlp is not null ? Task.CompletedTask : ColdStart.CompileOnceAsync(); // metrics of it would be exported
        var hasCap = settings.Execution.MaxCost is not null;
        var (prices, problem) = await ProviderPrices.ReadAsync(context, provider.ReadPricesAsync, hasCap ? PriceTimeoutWithCap : PriceTimeout);
        if (hasCap && problem is not null)
        {
            context.Console.WriteMessage($"The provider's prices could not be read, so --max-cost relies on the costs that its answers report. {problem}");
        }

        return new CommandRun(context, settings, operation, provider, prices, readsInput, compiled);
    }

    /// <summary>The options of one batch of this run: what happens in it is shown as progress and taken note of here.</summary>
    /// <param name="expectedTasks">Number of tasks, when it is known and the source does not say.</param>
    /// <param name="idsAreUnique">Whether the source has seen to it that no id comes twice.</param>
    public BatchOptions Batch(int? expectedTasks = null, bool idsAreUnique = false) => new()
    {
        IdsAreUnique = idsAreUnique,
        Resume = Settings.Resume,
        ExpectedTasks = expectedTasks,
        OnEvent = Observe,
    };

    /// <summary>Takes one expected task out of the progress, because it never became one.</summary>
    public void SkipTask() => _display.SkipTask();

    /// <summary>Writes a message on standard error, beside the progress.</summary>
    public void Say(string message) => _display.WriteMessage(message);

    /// <summary>Ends the run: writes the summary, and how to go on.</summary>
    /// <param name="summary">What became of the tasks.</param>
    /// <param name="finished">Every task has its final outcome.</param>
    /// <returns>The exit code.</returns>
    public int Conclude(RunSummary summary, bool finished)
    {
        foreach (var line in summary.Lines())
        {
            Say(line);
        }

        var code = ExitCodes.Of(finished, summary.Failed > 0, StoppedBy, Stopping.IsCancellationRequested);
        if (code != ExitCodes.Success)
        {
            Say(NextStep(code, summary));
        }

        return code;
    }

    public async ValueTask DisposeAsync()
    {
        _context.Services.Inquiries.Asked -= Answer;
        if (_keys is not null)
        {
            await _keys.DisposeAsync();
        }

        foreach (var signal in _signals)
        {
            await signal.DisposeAsync();
        }

        await _display.DisposeAsync();
        await CloseLedgerAsync();
        Client.Dispose();
        if (_telemetry is not null)
        {
            await _telemetry.DisposeAsync();
        }

        await _compiled;
    }

    private void Observe(ExecutionEvent happened)
    {
        switch (happened)
        {
            case ExecutionEvent.BatchStarted started:
                _batch = started;
                _isRunning = true;
                break;
            case ExecutionEvent.BatchStopping stopping:
                StoppedBy ??= stopping.Failure;
                break;
            case ExecutionEvent.BatchCompleted completed:
                Metrics = completed.Metrics;
                _isRunning = false;
                break;
        }

        _display.Observe(happened);
    }

    private void Answer(object? sender, EventArgs e) => Explain();

    /// <summary>Answers a person who asks why the run is slow.</summary>
    private void Explain()
    {
        if (!_isRunning || _batch is not { } batch)
        {
            return;
        }

        foreach (var line in TimeReport.Lines(batch.ReadMetrics()))
        {
            Say(line);
        }
    }

    private void SayStopping()
    {
        var inFlight = _batch?.ReadMetrics().InFlight ?? 0;
        Say($"Stopping: nothing more is sent; {Units.Plural(inFlight, "request", "requests")} in flight may finish within {Settings.Execution.DrainTimeout.TotalSeconds:0} s. Ctrl-C again aborts.");
    }

    private string NextStep(int code, RunSummary summary)
    {
        if (code == ExitCodes.SomeFailed && summary.Failed == summary.Unusable)
        {
            return "Correct those lines and repeat the command: only they are sent then.";
        }

        var reason = code switch
        {
            ExitCodes.SomeFailed => "Failed tasks run again when the command is repeated",
            ExitCodes.OverBudget or ExitCodes.Refused or ExitCodes.BadUsage => $"{StoppedBy!.Message} Resume with",
            _ => "Interrupted. Resume with",
        };
        var (arguments, settings) = (_context.Arguments, _context.Settings);
        var commandLine = code switch
        {
            ExitCodes.SomeFailed => ResumeHint.ForFailed(arguments, settings),

            // Where costs are unknown, no cap can be kept, however high.
            ExitCodes.OverBudget => ResumeHint.WithCap(arguments, settings, Metrics.CallsOfUnknownCost > 0 ? null : "USD"),
            _ => ResumeHint.CommandLine(arguments, settings),
        };
        return Settings.Execution.EnableCheckpointing
            ? $"{reason}: {commandLine}"
            : $"{reason}: the same command; it starts anew, for nothing was recorded (checkpointing is off).";
    }

    /// <summary>A run without calls leaves no ledger behind.</summary>
    private async Task CloseLedgerAsync()
    {
        try
        {
            await _ledger.DisposeAsync();
            if (_tracker.Snapshot().Total.Calls == 0)
            {
                File.Delete(_ledger.Path);
            }
        }
        catch (IOException e)
        {
            _context.Console.WriteMessage($"The cost ledger {_ledger.Path} is not complete: {e.Message}");
        }
    }
}
