using System.CommandLine;
using System.Globalization;
using Aita.Cli.Rendering;
using Aita.Execution;

namespace Aita.Cli.Commands;

/// <summary><c>aita checkpoints</c>: shows, exports and deletes what batches recorded.</summary>
internal static class CheckpointsCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new AitaCommand("checkpoints", "Shows, exports and deletes the checkpoints that batches resume from.")
        {
            Examples =
            [
                ("aita checkpoints list", "lists them, the newest first"),
                ("aita checkpoints show answers_1a2b3c4d", "says what the newest checkpoint of a batch holds"),
                ("aita checkpoints export answers_1a2b3c4d -o so_far.jsonl", "writes the answers of a batch that has not finished"),
                ("aita checkpoints clean --keep 1", "deletes all but the newest of every batch"),
            ],
        };
        command.Add(CreateList(context));
        command.Add(CreateShow(context));
        command.Add(CreateExport(context));
        command.Add(CreateClean(context));
        return command;
    }

    private static AitaCommand CreateList(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new AitaCommand("list", "Lists the checkpoints, the newest first.")
        {
            Examples = [("aita checkpoints list", "a table"), ("aita checkpoints list --json", "the same for a script")],
        }.With(context.Settings.CheckpointDirectory.Option!, json);
        command.SetAction(parsed =>
        {
            var checkpoints = OpenFolder(context, parsed).List();
            if (parsed.GetValue(json))
            {
                context.Console.WriteResult(CheckpointTables.ToJson(checkpoints));
            }
            else if (checkpoints.Count == 0)
            {
                context.Console.WriteMessage("There are no checkpoints.");
            }
            else
            {
                Tables.Write(context.Console, CheckpointTables.List(checkpoints));
            }
        });
        return command;
    }

    private static AitaCommand CreateShow(CommandContext context)
    {
        var which = new Argument<string>("NAME") { Description = "Name of a batch, or path of a checkpoint file." };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var failures = new Option<bool>("--failures") { Description = "Also list the tasks that failed, and why." };
        var command = new AitaCommand("show", "Says what a checkpoint holds.")
        {
            Examples =
            [
                ("aita checkpoints show answers_1a2b3c4d", "the newest checkpoint of a batch"),
                ("aita checkpoints show answers_1a2b3c4d --failures", "with the tasks that failed"),
                ("aita checkpoints show checkpoints/x_20260101_120000.checkpoint.json --json", "a file, for a script"),
            ],
        }.With(context.Settings.CheckpointDirectory.Option!, json, failures);
        command.Add(which);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = OpenFolder(context, parsed);
            var path = FindFile(context, folder, parsed.GetRequiredValue(which));
            var summary = await folder.ReadAsync(path, cancellationToken);
            var failed = parsed.GetValue(failures)
                ? await LastOutcomes.ReadAsync(folder, path, cancellationToken).Where(static record => record.Status == TaskOutcome.Failed).ToListAsync(cancellationToken)
                : [];
            if (parsed.GetValue(json))
            {
                context.Console.WriteResult(CheckpointTables.ToJson(summary, failed));
                return;
            }

            Tables.Write(context.Console, CheckpointTables.Show(summary));
            if (failed.Count > 0)
            {
                Tables.Write(context.Console, CheckpointTables.Failures(failed));
            }
        });
        return command;
    }

    private static AitaCommand CreateExport(CommandContext context)
    {
        var which = new Argument<string>("NAME") { Description = "Name of a batch, or path of a checkpoint file." };
        var output = new Option<string?>("--output", "-o") { Description = "File for the answers. [default: standard output]", HelpName = "OUTPUT.jsonl" };
        var command = new AitaCommand("export", "Writes the answers that a checkpoint holds, as lines of a batch output in the order in which they came. Asks nobody, and changes no checkpoint.")
        {
            Examples =
            [
                ("aita checkpoints export answers_1a2b3c4d -o so_far.jsonl", "what a batch that was interrupted has bought"),
                ("aita checkpoints export answers_1a2b3c4d | jq -r .custom_id", "on standard output"),
            ],
        }.With(context.Settings.CheckpointDirectory.Option!, output);
        command.Add(which);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = OpenFolder(context, parsed);
            var path = FindFile(context, folder, parsed.GetRequiredValue(which));
            var (answers, without) = await ExportAsync(folder, path, parsed.GetValue(output), cancellationToken);
            context.Console.WriteMessage($"{Units.Plural(answers, "answer", "answers")} written; {Units.Plural(without, "recorded task has", "recorded tasks have")} none.");
        });
        return command;

        async Task<(long Answers, long Without)> ExportAsync(CheckpointManager folder, string path, string? typed, CancellationToken cancellationToken)
        {
            if (typed is null or "-")
            {
                await using var stream = context.Console.OpenOutput();
                return await CheckpointsExport.WriteAsync(folder, path, stream, cancellationToken);
            }

            var place = context.Services.FullPath(typed);
            if (string.Equals(place, path, StringComparison.Ordinal))
            {
                throw new CliException($"The output {typed} is the checkpoint: choose another file.");
            }

            await using var file = new PartialFile(place, context.Services.Time);
            var counts = await CheckpointsExport.WriteAsync(folder, path, file.Content, cancellationToken);
            await file.CommitAsync(cancellationToken);
            return counts;
        }
    }

    private static AitaCommand CreateClean(CommandContext context)
    {
        var keep = new Option<int>("--keep") { Description = "Checkpoints to keep of every batch.", HelpName = "N", DefaultValueFactory = static _ => 3 };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be deleted." };
        var command = new AitaCommand("clean", "Deletes old checkpoints. One that a running batch uses is never deleted.")
        {
            Examples =
            [
                ("aita checkpoints clean --dry-run", "says what would be deleted"),
                ("aita checkpoints clean --keep 1 --yes", "deletes all but the newest of every batch without asking"),
            ],
        }.With(context.Settings.CheckpointDirectory.Option!, keep, dryRun, context.Settings.Yes.Option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(keep);
            if (count < 0)
            {
                throw new CliException($"--keep is '{count.ToString(CultureInfo.InvariantCulture)}': use 0 or more.");
            }

            var folder = OpenFolder(context, parsed);
            var old = folder.Clean(count, dryRun: true);
            if (old.Count == 0 || parsed.GetValue(dryRun))
            {
                Say(old, "would be deleted");
            }
            else if (await Question.AskAsync(context, parsed, $"Delete {Units.Plural(old.Count, "checkpoint", "checkpoints")}?", cancellationToken))
            {
                Say(folder.Clean(count), "deleted");
            }
        });
        return command;

        void Say(IReadOnlyList<string> paths, string what)
        {
            foreach (var path in paths)
            {
                context.Console.WriteResult(context.Services.DisplayPath(path));
            }

            context.Console.WriteMessage($"{Units.Plural(paths.Count, "checkpoint", "checkpoints")} {what}.");
        }
    }

    private static CheckpointManager OpenFolder(CommandContext context, ParseResult parsed) =>
        new(context.Services.FullPath(context.Reader.Read(context.Settings.CheckpointDirectory, parsed)), context.Services.Time);

    private static string FindFile(CommandContext context, CheckpointManager folder, string which)
    {
        var path = context.Services.FullPath(which);
        return File.Exists(path) ? path : folder.FindLatest(which) ?? throw new CliException(
            $"There is no checkpoint of a batch '{which}' in {context.Services.DisplayPath(folder.Directory)}: 'aita checkpoints list' shows those there are.");
    }
}
