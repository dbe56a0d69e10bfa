using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Exams.Stages.Audit;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita purge</c>: removes what was derived from an assignment's scans.</summary>
internal static class PurgeCommand
{
    private const string Name = "purge";

    /// <summary>More files than these are counted, not named.</summary>
    private const int Named = 40;

    public static Command Create(CommandContext context)
    {
        var folder = new FolderOptions(context);
        var all = new Option<bool>("--all") { Description = "Also the assignment's checkpoints, and the register that says which pseudonym is whom." };
        var everything = new Option<bool>("--everything") { Description = "Also scans, pages, roster, exam, rubrics and what persons decided: nothing of the assignment is left." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only list what would be removed." };
        var command = new AitaCommand(
            Name,
            "Removes what was derived of an assignment: transcriptions, grades, reports, exports. Lists the files and asks first. Scans, pages, roster, exam, "
            + "rubrics, and what a person decided or corrected stay.")
        {
            Examples =
            [
                ("aita purge -a midterm", "lists what was derived, and asks"),
                ("aita purge -a midterm --all --yes", "with checkpoints and pseudonyms, without a question"),
                ("aita purge -a midterm --everything", "when the course is over"),
            ],
        }.With([all, everything, dryRun, context.Settings.Yes.Option, context.Settings.CheckpointDirectory.Option!, .. folder.All]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var scope = parsed.GetValue(everything) ? PurgeScope.Everything : parsed.GetValue(all) ? PurgeScope.All : PurgeScope.Derived;
            var assignment = folder.NamedFolder(parsed);
            var plan = await PurgePlan.ReadAsync(assignment, scope, CheckpointsOf(context, parsed, assignment), cancellationToken);
            return await RunAsync(context, parsed, plan, parsed.GetValue(dryRun), folder.Json(parsed), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, PurgePlan plan, bool dryRun, bool json, CancellationToken cancellationToken)
    {
        if (!json)
        {
            List(context, plan);
        }

        var removed = 0;
        if (plan.Files.Count > 0 && !dryRun)
        {
            if (!await Question.AskAsync(context, parsed, $"Remove {Units.Plural(plan.Files.Count, "file", "files")}?", cancellationToken))
            {
                context.Console.WriteMessage("Nothing was removed.");
                return ExitCodes.Success;
            }

            removed = await plan.RemoveAsync(cancellationToken);
        }

        if (json)
        {
            context.Console.WriteResult(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("command", Name);
                writer.WriteBoolean("dry_run", dryRun);
                writer.WriteNumber("removed", removed);
                JsonLists.Write(writer, "files", plan.Files);
                JsonLists.Write(writer, "kept", plan.Kept);
                writer.WriteEndObject();
            }));
        }
        else
        {
            context.Console.WriteMessage(dryRun ? $"{Name}: {Units.Plural(plan.Files.Count, "file", "files")} would be removed" : $"{Name}: {Units.Plural(removed, "file", "files")} removed");
        }

        return ExitCodes.Success;
    }

    private static void List(CommandContext context, PurgePlan plan)
    {
        foreach (var file in plan.Files.Take(Named))
        {
            context.Console.WriteResult(context.Services.DisplayPath(file));
        }

        if (plan.Files.Count > Named)
        {
            context.Console.WriteResult($"... and {plan.Files.Count - Named} more; --json --dry-run lists all");
        }

        foreach (var file in plan.Kept)
        {
            context.Console.WriteMessage($"  stays      {context.Services.DisplayPath(file)} (a person's work)");
        }
    }

    /// <summary>The checkpoints of this assignment's stages, by the name that only they have; one that a run uses stays.</summary>
    /// <exception cref="CliException">A run is using one of them.</exception>
    private static List<string> CheckpointsOf(CommandContext context, ParseResult parsed, AssignmentFolder folder)
    {
        var directory = context.Services.FullPath(context.Reader.Read(context.Settings.CheckpointDirectory, parsed));
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var name = folder.CheckpointName("*").Split('*');
        var mine = new CheckpointManager(directory).List()
            .Where(checkpoint => checkpoint.Name.StartsWith(name[0], StringComparison.Ordinal) && checkpoint.Name.EndsWith(name[1], StringComparison.Ordinal))
            .ToList();
        return mine.Find(static checkpoint => checkpoint.IsInUse) is { } used
            ? throw new CliException($"A run is using {context.Services.DisplayPath(used.Path)}: wait for it, or stop it, then purge.")
            : [.. mine.Select(static checkpoint => checkpoint.Path)];
    }
}
