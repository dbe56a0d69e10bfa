using System.CommandLine;
using Aita.Cli.JsonLines;
using Aita.Cli.JsonLines.Answers;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Execution;

namespace Aita.Cli.Commands;

/// <summary><c>aita batch --estimate</c>: runs a pilot and says what the whole input will cost and how long it will take.</summary>
internal static class BatchEstimate
{
    public static async Task<int> RunAsync(CommandContext context, ParseResult parsed, BatchFiles files, bool json)
    {
        if (files.InputPath is null)
        {
            throw new CliException("--estimate takes its pilot from all over the input, which standard input does not allow: name a file.");
        }

        await using var run = await CommandRun.StartAsync(context, parsed, "batch");
        await using var input = files.OpenInput();
        if (await BatchFiles.CountLinesAsync(input, CancellationToken.None) is not { } lines)
        {
            throw new CliException("--estimate takes its pilot from all over the input, which a pipe does not allow: name a file.");
        }

        var places = PilotEstimate.Places(lines);
        var source = new BatchSource(new LineReader(input), run.Settings.Model, static _ => ValueTask.CompletedTask, run.Settings.Execution.RepairModel is not null);
        var results = new List<TaskResult>();
        var tasks = BatchPilot.ReadTasksAsync(source, places, CancellationToken.None);
        await foreach (var result in run.Executor.ExecuteAsync<BatchAnswer>(tasks, files.Name, run.Batch(places.Count), run.Stopping))
        {
            results.Add(result);
        }

        var finished = source.ReachedEnd && results.All(static result => result.Outcome != TaskOutcome.NotRun);
        var failed = results.Count(static result => result.Outcome == TaskOutcome.Failed);
        var code = run.Conclude(new RunSummary($"pilot of {files.Name}", run.Metrics, results.Count, results.Count(static result => result.IsSuccess), failed), finished);
        if (finished)
        {
            var subject = new BatchSubject(files.Name, source.Count - source.Problems, await PilotItems.MeasureAsync(run, results), run.Metrics)
            {
                EarlierOutcomes = run.EarlierOutcomes,
                Problems = source.Problems,
                Failed = failed,
            };
            new EstimateReport(subject, run.Settings.Execution).Write(context.Console, json);
        }

        return code;
    }
}
