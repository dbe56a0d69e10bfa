using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Stages.Ingest;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita ingest</c>: takes in scans and finds out whose they are.</summary>
internal static class IngestCommand
{
    private const string Name = "ingest";

    public static Command Create(CommandContext context)
    {
        var common = new ExamOptions(context);
        var paths = new Argument<string[]>("paths")
        {
            Description = "PDF files, images (PNG, JPEG, TIFF, WebP, BMP) and folders of them, in the order that counts. [default: scans/ of the assignment]",
            HelpName = "PATH",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var scans = new ScanOptions();
        var names = new Option<string?>("--names")
        {
            Description = "Whose names are read: of all pages, which finds pages that lie in another student's exam, or of first pages only. [default: as in the run before, else all]",
            HelpName = "all|first",
        };
        names.AcceptOnlyFromAmong("all", "first");
        var student = new Option<string?>("--student", "-s") { Description = "Fill only this student's folder: name, id, folder or pseudonym.", HelpName = "NAME" };
        var command = new AitaCommand(
            Name,
            "Takes in scans, reads the names on them and puts each page into its student's folder in grouped/. Only the name strips go to the model. "
            + "Every page is accounted for; what is doubtful waits in ingest/unresolved.json, and what you moved or decided stays.")
        {
            Examples =
            [
                ("aita ingest -a midterm", "everything in data/midterm/scans"),
                ("aita ingest -a midterm ~/scans/section-1.pdf ~/scans/late", "files and folders, in this order"),
                ("aita ingest -a midterm stack.pdf --stack --dry-run", "how many calls, and about what they cost"),
                ("aita ingest -a midterm --names first", "reads the names of first pages only"),
            ],
        }.With([.. scans.All, names, student, .. common.All]);
        command.Aliases.Add("smart-group");
        command.Add(paths);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = scans.Of(parsed, (parsed.GetValue(paths) ?? []).Select(context.Services.FullPath)) with
            {
                FirstPagesOnly = parsed.GetValue(names) is { } said ? said == "first" : null,
                Student = parsed.GetValue(student),
                Force = common.Force(parsed),
            };
            return common.DryRun(parsed)
                ? PreviewAsync(context, parsed, common, options, cancellationToken)
                : RunAsync(context, parsed, common, options, cancellationToken);
        });
        return command;
    }

    private static async Task<int> PreviewAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, IngestStageOptions options, CancellationToken cancellationToken)
    {
        var (model, baseUrl) = common.Provider(parsed);
        var plan = await IngestPlan.ReadAsync(common.Folder(parsed), options with { Model = model }, cancellationToken);
        var price = await ProviderPrices.FindAsync(context, parsed, model, baseUrl);
        var offer = new StageOffer(Name, model, baseUrl, ContentOf(plan), plan.Estimate, price);
        List<string> more =
        [
            $"  pages      {plan.TotalPages:#,0} of {Units.Plural(plan.TotalFiles, "file", "files")}; blank pages and copies are not sent",
            .. TakenIn(plan).Select(text => $"  scans      {text}"),
            .. plan.Warnings.Select(warning => $"  warning    {warning}"),
        ];
        StagePreview.Write(context, offer, more, common.Json(parsed));
        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, IngestStageOptions options, CancellationToken cancellationToken)
    {
        await using var run = await CommandRun.StartAsync(context, parsed, Name);
        var plan = await IngestPlan.ReadAsync(common.Folder(parsed), options with { Model = run.Settings.Model }, cancellationToken);
        var offer = new StageOffer(Name, run.Settings.Model, run.Settings.BaseUrl, ContentOf(plan), plan.Estimate, run.Prices.Find(run.Settings.Model));
        if (plan.ContinuesForcedRun)
        {
            run.Say($"{Name}: goes on with the run with --force that did not finish; what it paid for is not bought again");
        }

        if (!await offer.AcceptAsync(context, parsed, cancellationToken))
        {
            return ExitCodes.Success;
        }

        var result = await IngestStage.RunAsync(plan, run.Executor, run.Batch(plan.Calls), run.Stopping);
        var counts = result.Manifest.Counts;
        var waiting = counts.Waiting > 0 ? $" + {counts.Waiting:#,0} not done yet" : "";
        return new StageOutcome(Name, plan.Folder, result.Items, result.Files)
        {
            // Blank pages and copies were planned and not sent.
            Calls = plan.Calls == 0 ? 0 : result.Items.Count(item => item.State != StageItemState.Kept),
            IsComplete = result.IsFinished,
            Warnings = result.Warnings,
            Details =
            [
                ("pages", $"{counts.Pages:#,0} in = {counts.Assigned:#,0} assigned + {counts.Blank:#,0} blank + {counts.Duplicate:#,0} duplicates + {counts.Unassigned:#,0} unassigned{waiting}"),
                ("students", $"{Units.Plural(result.Manifest.Pages.Where(page => page.Student is not null).DistinctBy(page => page.Student, StringComparer.Ordinal).Count(), "folder", "folders")} in grouped/"),
                .. TakenIn(plan).Select(text => ("scans", text)),
            ],
        }.Conclude(context, run, common.Json(parsed));
    }

    /// <summary>What was known of the files before, if anything was.</summary>
    private static IEnumerable<string> TakenIn(IngestPlan plan)
    {
        var added = plan.TotalFiles - plan.FilesTakenIn;
        return plan.FilesTakenIn == 0 ? []
            : [$"{Units.Plural(plan.FilesTakenIn, "file", "files")} already taken in, {(added == 0 ? "no new ones" : $"{added:#,0} new")}"];
    }

    private static string ContentOf(IngestPlan plan) =>
        $"at most {Units.Plural(plan.Calls, "name strip", "name strips")}, with the names and numbers on them; no roster, no file names, no answers";
}
