using System.CommandLine;
using System.Diagnostics;
using Aita.Cli.Commands;
using Aita.Cli.JsonLines;
using Aita.Cli.Rendering;
using Aita.Execution;

namespace Aita.Cli.Rehearsal;

/// <summary>
/// <c>aita batch --rehearse</c>: runs the input against a pretended provider in virtual time. Nothing is sent, spent or written down.
/// </summary>
internal static class BatchRehearsal
{
    /// <param name="context">What the command works with.</param>
    /// <param name="parsed">Its command line.</param>
    /// <param name="files">The input.</param>
    /// <param name="scenarioName">The scenario as it was typed.</param>
    /// <returns>The exit code that the run would have in earnest.</returns>
    public static async Task<int> RunAsync(CommandContext context, ParseResult parsed, BatchFiles files, string scenarioName)
    {
        var options = context.Reader.ReadRehearsal(parsed);
        var stopping = context.Services.Interrupts.Stopping;
        var scenario = await ScenarioFile.ReadAsync(context.Services.FullPath(scenarioName), scenarioName, stopping);
        await using var input = files.OpenInput();
        var expected = await BatchFiles.CountLinesAsync(input, stopping);
        var source = new BatchSource(new LineReader(input), ScriptedProvider.Model, static _ => default);
        var clock = new VirtualClock();
        using var provider = new ScriptedProvider(scenario, clock);
        var random = new Random(scenario.Seed);
        var executor = new ParallelLlmExecutor(provider, options, new ExecutionEnvironment { Time = clock, Prices = provider.Prices, Random = Draw });
        var errors = new ErrorCounts();
        var (metrics, stoppedBy) = (new ExecutionMetrics(), default(LlmFailure));

        var began = context.Services.Time.GetTimestamp();
        await VirtualTime.RunAsync(clock, RunBatchAsync);
        var took = context.Services.Time.GetElapsedTime(began);

        var finished = source.ReachedEnd && metrics.NotRunTasks == 0;
        var total = source.ReachedEnd ? source.Count : Math.Max(source.Count, expected ?? 0);
        var summary = new RunSummary($"rehearsal of {files.Name}", metrics, total, metrics.CompletedTasks, metrics.FailedTasks + source.Problems)
        {
            Unusable = source.Problems,
            Details = [.. Details()],
        };
        foreach (var line in summary.Lines())
        {
            context.Console.WriteResult(line);
        }

        return ExitCodes.Of(finished, summary.Failed > 0, stoppedBy, stopping.IsCancellationRequested);

        async Task<bool> RunBatchAsync()
        {
            var batch = new BatchOptions { Resume = false, ExpectedTasks = expected, OnEvent = Observe };
            await foreach (var result in executor.ExecuteAsync(ReadTasksAsync(), files.Name, batch, stopping).ConfigureAwait(false))
            {
                errors.Add(result.Outcome == TaskOutcome.Failed ? result.Failure : null);
            }

            return true;
        }

        async IAsyncEnumerable<LlmTask> ReadTasksAsync()
        {
            await foreach (var task in source.ReadTasksAsync(CancellationToken.None).ConfigureAwait(false))
            {
                source.Finish(task.Id);
                yield return new RehearsedTask(task);
            }
        }

        void Observe(ExecutionEvent happened)
        {
            stoppedBy ??= (happened as ExecutionEvent.BatchStopping)?.Failure;
            metrics = (happened as ExecutionEvent.BatchCompleted)?.Metrics ?? metrics;
        }

        double Draw()
        {
            lock (random)
            {
                return random.NextDouble();
            }
        }

        IEnumerable<(string Label, string Text)> Details()
        {
            yield return ("requests", $"{metrics.Attempts:#,0}, {metrics.RateLimited:#,0} of them refused for the rate (429)");
            if (metrics.Bottleneck.Times.Count > 0)
            {
                yield return ("bound by", Binding(metrics.Bottleneck));
            }

            if (errors.MostFrequent() is { } error)
            {
                yield return ("errors", error);
            }

            if (stoppedBy is not null)
            {
                yield return ("stopped", stoppedBy.Message);
            }

            yield return ("rehearsed", $"in {Units.Time(took)} of real time; nothing was sent, spent or recorded");
        }
    }

    private static string Binding(Bottleneck bottleneck)
    {
        var (resource, time) = bottleneck.Times.MaxBy(static part => part.Value);
        var share = time / bottleneck.Times.Values.Aggregate(TimeSpan.Zero, static (sum, part) => sum + part);
        var name = resource switch
        {
            WaitedFor.Workers => "the number of workers",
            WaitedFor.RequestLimit => "the limit on requests per second",
            WaitedFor.TokenLimit => "the limit on tokens per minute",
            WaitedFor.ProviderPause => "the provider's own limit (pauses that it asked for)",
            WaitedFor.Backoff => "waits before retries",
            WaitedFor.Source => "reading the input",
            WaitedFor.Results => "handling the answers",
            WaitedFor.Outage => "a provider that was down",
            WaitedFor.Tail => "the last answers",
            WaitedFor.Nothing => "nothing",
            _ => throw new UnreachableException(),
        };
        return double.IsNaN(share) ? "nothing" : $"{name}, {share * 100:0} % of the time";
    }
}
