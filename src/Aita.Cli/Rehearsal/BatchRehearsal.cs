using System.CommandLine;
using Aita.Cli.Commands;
using Aita.Cli.JsonLines;
using Aita.Cli.Rendering;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Cli.Rehearsal;

/// <summary>
/// <c>aita batch --rehearse</c>: runs the input against a pretended provider in virtual time. Nothing is sent, spent or recorded.
/// </summary>
internal sealed class BatchRehearsal : IDisposable
{
    private readonly VirtualClock _clock = new();
    private readonly ErrorCounts _errors = new();
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly ScriptedProvider _provider;
    private readonly ParallelLlmExecutor _executor;
    private readonly BatchSource _source;
    private readonly CancellationToken _stopping;
    private ExecutionMetrics _metrics = new();
    private LlmFailure? _stoppedBy;

    private BatchRehearsal(Scenario scenario, ParallelExecutionOptions options, Stream input, CancellationToken stopping)
    {
        _random = new Random(scenario.Seed);
        _provider = new ScriptedProvider(scenario, _clock);
        _executor = new(_provider, options, new ExecutionEnvironment { Time = _clock, Prices = _provider.Prices, Random = Draw });
        _source = new BatchSource(new LineReader(input), ScriptedProvider.Model, static _ => default, longestFirst: true);
        _stopping = stopping;
    }

    /// <param name="context">What the command works with.</param>
    /// <param name="parsed">Its command line.</param>
    /// <param name="files">The input.</param>
    /// <param name="scenarioName">The scenario as it was typed.</param>
    /// <param name="summaryPath">Where the figures go as JSON; null for nowhere.</param>
    /// <returns>The exit code that the run would have in earnest.</returns>
    public static async Task<int> RunAsync(CommandContext context, ParseResult parsed, BatchFiles files, string scenarioName, string? summaryPath)
    {
        var options = context.Reader.ReadRehearsal(parsed);
        var stopping = context.Services.Interrupts.Stopping;
        var scenario = await ScenarioFile.ReadAsync(context.Services.FullPath(scenarioName), scenarioName, stopping);
        await using var input = files.OpenInput();
        var expected = await BatchFiles.CountLinesAsync(input, stopping);
        using var rehearsal = new BatchRehearsal(scenario, options, input, stopping);
        var began = context.Services.Time.GetTimestamp();
        await VirtualTime.RunAsync(rehearsal._clock, () => rehearsal.RunBatchAsync(files.Name, expected));

        var summary = rehearsal.Summarise(files.Name, expected, context.Services.Time.GetElapsedTime(began));
        foreach (var line in summary.Lines())
        {
            context.Console.WriteResult(line);
        }

        var finished = rehearsal._source.ReachedEnd && rehearsal._metrics.NotRunTasks == 0;
        var code = ExitCodes.Of(finished, summary.Failed > 0, rehearsal._stoppedBy, stopping.IsCancellationRequested);
        if (summaryPath is not null)
        {
            await AtomicFile.WriteTextAsync(summaryPath, ToJson(summary, files, scenarioName, code), CancellationToken.None);
        }

        return code;
    }

    public void Dispose() => _provider.Dispose();

    private static string ToJson(RunSummary summary, BatchFiles files, string scenario, int exitCode) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("command", "batch");
        writer.WriteString("rehearsed", scenario);
        writer.WriteNumber("exit_code", exitCode);
        writer.WriteString("input", files.InputPath);
        summary.WriteTo(writer);
        writer.WriteEndObject();
    });

    private async Task<bool> RunBatchAsync(string name, int? expected)
    {
        var batch = new BatchOptions { Resume = false, ExpectedTasks = expected, OnEvent = Observe };
        await foreach (var result in _executor.ExecuteAsync(ReadTasksAsync(), name, batch, _stopping).ConfigureAwait(false))
        {
            _errors.Add(result.Outcome == TaskOutcome.Failed ? result.Failure : null);
        }

        return true;
    }

    private async IAsyncEnumerable<LlmTask> ReadTasksAsync()
    {
        await foreach (var task in _source.ReadTasksAsync(CancellationToken.None).ConfigureAwait(false))
        {
            yield return new RehearsedTask(task);
        }
    }

    private void Observe(ExecutionEvent happened)
    {
        _stoppedBy ??= (happened as ExecutionEvent.BatchStopping)?.Failure;
        _metrics = (happened as ExecutionEvent.BatchCompleted)?.Metrics ?? _metrics;
    }

    private RunSummary Summarise(string name, int? expected, TimeSpan took)
    {
        var total = _source.ReachedEnd ? _source.Count : Math.Max(_source.Count, expected ?? 0);
        return new RunSummary($"rehearsal of {name}", _metrics, total, _metrics.CompletedTasks, _metrics.FailedTasks + _source.Problems)
        {
            Unusable = _source.Problems,
            Details = [.. Details(took)],
        };
    }

    private IEnumerable<(string Label, string Text)> Details(TimeSpan took)
    {
        yield return ("requests", $"{_metrics.Attempts:#,0}, {_metrics.RateLimited:#,0} of them refused for the rate (429)");
        yield return ("bound by", Binding(_metrics.Bottleneck));
        if (_source.Problems > 0)
        {
            yield return ("input", $"{Units.Plural(_source.Problems, "line is", "lines are")} not a request");
        }

        if (_errors.MostFrequent() is { } error)
        {
            yield return ("errors", error);
        }

        if (_stoppedBy is not null)
        {
            yield return ("stopped", _stoppedBy.Message);
        }

        yield return ("rehearsed", $"in {Units.Time(took)} of real time; nothing was sent, spent or recorded");
    }

    private static string Binding(Bottleneck bottleneck)
    {
        var all = bottleneck.Times.Values.Aggregate(TimeSpan.Zero, static (sum, part) => sum + part);
        if (all <= TimeSpan.Zero)
        {
            return "nothing";
        }

        var (resource, time) = bottleneck.Times.MaxBy(static part => part.Value);
        var name = resource switch
        {
            WaitedFor.Workers => "the number of workers",
            WaitedFor.RequestLimit => "the limit on requests per second",
            WaitedFor.TokenLimit => "the limit on tokens per minute",
            WaitedFor.ToldRequestLimit => "the limit on requests that the provider tells",
            WaitedFor.ToldTokenLimit => "the limit on tokens that the provider tells",
            WaitedFor.ProviderPause => "the provider's own limit: pauses, and the slower pace after them",
            WaitedFor.Backoff => "waits before retries",
            WaitedFor.Source => "reading the input",
            WaitedFor.Answers => "other answers",
            WaitedFor.Results => "handling the answers",
            WaitedFor.Outage => "a provider that was down",
            WaitedFor.Disk => "writing the answers",
            WaitedFor.Tail => "the last answers",
            _ => "nothing",
        };
        return $"{name}, {time / all * 100:0} % of the time";
    }

    private double Draw()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }
}
