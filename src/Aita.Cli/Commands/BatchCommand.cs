using System.CommandLine;
using Aita.Cli.JsonLines;
using Aita.Cli.JsonLines.Answers;
using Aita.Cli.Rehearsal;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Cli.Commands;

/// <summary><c>aita batch</c>: runs every prompt of a file.</summary>
internal static class BatchCommand
{
    public static Command Create(CommandContext context)
    {
        var input = new Argument<string>("INPUT.jsonl")
        {
            Description = "One JSON object per line: an OpenAI Batch request {\"custom_id\",\"method\",\"url\",\"body\"}, whose body is sent as it is, "
                + "or {\"id\",\"prompt\"[,\"system\",\"model\",\"temperature\",\"max_tokens\"]}. - reads standard input.",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "OpenAI Batch responses in the order of the input, failures included; appears when all is done. - writes standard output. "
                + "Needed unless --estimate, --dry-run or --rehearse is given.",
            HelpName = "OUTPUT.jsonl",
        };
        var summary = new Option<string?>("--summary") { Description = "Also write the figures of the run as JSON.", HelpName = "FILE" };
        var estimate = new Option<bool>("--estimate")
        {
            Description = $"Only run a pilot of {PilotEstimate.PilotSize} items from all over the input, and say what the whole will cost and how long it will take. "
                + "The answers are kept in the checkpoint: the run does not pay for them again.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only read the input: count its lines, problems and tokens, and say what it may cost by the provider's price list. "
                + "Sends nothing of it and needs no key.",
        };
        var json = new Option<bool>("--json") { Description = "Write the result of --estimate or --dry-run as JSON." };
        var name = new Option<string?>("--name") { Description = "Name under which the run resumes. [default: from the path of the input]", HelpName = "NAME" };
        var rehearse = new Option<string?>("--rehearse")
        {
            Description = "Run against a pretended provider in virtual time: sends, spends and writes nothing, and says how long the run would take, "
                + "what it would cost and what would bound it. See docs/execution/rehearsal.md.",
            HelpName = "SCENARIO.json",
        };
        var command = new AitaCommand("batch", "Runs every prompt of a file in parallel. The same command again resumes: nothing is paid for twice.")
        {
            Examples =
            [
                ("aita batch questions.jsonl -o answers.jsonl", "runs every line, and resumes when it was interrupted"),
                ("aita batch questions.jsonl --dry-run", "what is wrong with it and what it may cost; nothing is sent"),
                ("aita batch questions.jsonl --estimate", "what it will cost and how long it will take, from a pilot of 20"),
                ("aita batch in.jsonl -o out.jsonl --workers 50 --rate-limit 20 --max-cost 2.50", "faster, and never above 2.50 USD"),
                ("cat in.jsonl | aita batch - -o - --name nightly | jq .response.body", "in a pipe"),
                ("aita batch in.jsonl --rehearse tier1.json --workers 50 --rate-limit 20", "how that would go with the limits of a provider; nothing is sent"),
                ("aita batch in.jsonl -o out.jsonl --base-url http://localhost:11434/v1 --model llama3.2", "a model on this machine"),
            ],
        }.With([output, summary, name, dryRun, estimate, json, rehearse, .. context.Settings.RunOptions]);
        command.Add(input);
        command.Validators.Add(result =>
        {
            var (estimates, rehearses, dry) = (result.GetValue(estimate), result.GetResult(rehearse) is not null, result.GetValue(dryRun));
            if (estimates && rehearses)
            {
                result.AddError("Option '--estimate' sends a pilot to the provider, and '--rehearse' sends nothing: use one of them.");
            }
            else if (dry && (estimates || rehearses))
            {
                result.AddError("Option '--dry-run' only reads the input: use it without '--estimate' and '--rehearse'.");
            }
            else if (!estimates && !rehearses && !dry && result.GetResult(output) is null)
            {
                result.AddError("Option '--output' is required.");
            }
            else if (result.GetValue(json) && !estimates && !dry)
            {
                result.AddError("Option '--json' goes with '--estimate' or '--dry-run': use '--summary FILE' for the figures of a run.");
            }
        });
        command.SetAction((parsed, _) =>
        {
            var files = new BatchFiles(context, parsed.GetRequiredValue(input), parsed.GetValue(output), parsed.GetValue(name));
            if (parsed.GetValue(dryRun))
            {
                return BatchDryRun.RunAsync(context, parsed, files, parsed.GetValue(json));
            }

            if (parsed.GetValue(estimate))
            {
                return BatchEstimate.RunAsync(context, parsed, files, parsed.GetValue(json));
            }

            var summaryPath = files.SummaryPath(parsed.GetValue(summary));
            return parsed.GetValue(rehearse) is { } scenario
                ? BatchRehearsal.RunAsync(context, parsed, files, scenario, summaryPath)
                : RunAsync(context, parsed, files, summaryPath);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, BatchFiles files, string? summaryPath)
    {
        await using var run = await CommandRun.StartAsync(context, parsed, "batch", readsInput: files.InputPath is null, isLong: files.IsLarge);
        await using var input = files.OpenInput();
        await using var output = files.OpenOutput();
        var expected = await BatchFiles.CountLinesAsync(input, CancellationToken.None);
        var source = new BatchSource(new LineReader(input), run.Settings.Model, SkipAsync, run.Settings.Execution.RepairModel is not null, longestFirst: true);
        var errors = new ErrorCounts();
        var counts = await WriteAnswersAsync(run, files.Name, source, output, expected, errors);
        var finished = source.ReachedEnd && output.Written == source.Count;
        await (finished ? output.CompleteAsync(CancellationToken.None) : output.AbandonAsync(CancellationToken.None));

        var total = source.ReachedEnd ? source.Count : Math.Max(source.Count, expected ?? 0);
        var summary = new RunSummary(files.Name, run.Metrics, total, counts.Succeeded, counts.Failed + source.Problems)
        {
            Unusable = source.Problems,
            Details = [.. Details(context, run, files, source, counts, errors, finished)],
        };
        var code = run.Conclude(summary, finished);
        if (summaryPath is not null)
        {
            await AtomicFile.WriteTextAsync(summaryPath, ToJson(summary, run, files, finished, code), CancellationToken.None);
        }

        return code;

        ValueTask SkipAsync(BatchProblem problem)
        {
            run.SkipTask();
            return output.WriteAsync(problem, CancellationToken.None);
        }
    }

    private static async Task<Counts> WriteAnswersAsync(CommandRun run, string name, BatchSource source, BatchOutput output, int? expected, ErrorCounts errors)
    {
        var counts = default(Counts);
        var tasks = source.ReadTasksAsync(CancellationToken.None);
        await foreach (var result in run.Executor.ExecuteAsync<BatchAnswer>(tasks, name, run.Batch(expected, idsAreUnique: true), run.Stopping))
        {
            if (result.Outcome == TaskOutcome.NotRun)
            {
                continue;
            }

            await output.WriteAsync((BatchPlace)result.Tag!, result, CancellationToken.None);
            errors.Add(result.Failure);
            counts = result.TryGetValue(out var answer)
                ? counts with { Succeeded = counts.Succeeded + 1, CutOff = counts.CutOff + (answer.IsCutOff ? 1 : 0) }
                : counts with { Failed = counts.Failed + 1 };
        }

        return counts;
    }

    private static IEnumerable<(string Label, string Text)> Details(
        CommandContext context, CommandRun run, BatchFiles files, BatchSource source, Counts counts, ErrorCounts errors, bool finished)
    {
        if (source.Problems > 0)
        {
            yield return ("input", $"{Units.Plural(source.Problems, "line is", "lines are")} not a request; the output says why");
        }

        if (errors.MostFrequent() is { } error)
        {
            yield return ("errors", error);
        }

        if (counts.CutOff > 0)
        {
            var again = run.Checkpoint is null ? "" : " and run again, which keeps the others";
            yield return ("cut off", $"{Units.Plural(counts.CutOff, "answer ends", "answers end")} at the token limit: raise {(run.Settings.Execution.MaxOutputTokens is null ? "max_tokens" : "max_tokens or --max-output-tokens")}{again}");
        }

        yield return ("output", finished ? files.OutputText : "not written: not every line has an answer yet");
        if (!finished && run.Checkpoint is { } checkpoint)
        {
            var path = context.Services.DisplayPath(checkpoint);
            yield return ("checkpoint", path);
            yield return ("so far", $"aita checkpoints export {ShellWord.Quote(path)} -o FILE writes the answers there are");
        }
    }

    private static string ToJson(RunSummary summary, CommandRun run, BatchFiles files, bool finished, int exitCode) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("command", "batch");
        writer.WriteNumber("exit_code", exitCode);
        writer.WriteBoolean("finished", finished);
        writer.WriteString("stopped_by", run.StoppedBy?.Message);
        writer.WriteString("input", files.InputPath);
        writer.WriteString("output", files.OutputPath);
        writer.WriteString("checkpoint", run.Checkpoint);
        writer.WriteString("model", run.Settings.Model);
        summary.WriteTo(writer);
        writer.WriteEndObject();
    });

    /// <summary>Outcomes so far.</summary>
    private readonly record struct Counts(long Succeeded, long Failed, long CutOff);
}
