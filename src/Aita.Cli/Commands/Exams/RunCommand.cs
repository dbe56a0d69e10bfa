using System.CommandLine;
using System.Text.Json;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Runs;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita run</c>: all stages of an exam as one run.</summary>
internal static class RunCommand
{
    private const string Name = "run";

    public static Command Create(CommandContext context)
    {
        var common = new ExamOptions(context);
        var paths = new Argument<string[]>("paths")
        {
            Description = "PDF files, images and folders of them. [default: scans/ of the assignment]",
            HelpName = "PATH",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var scans = new ScanOptions();
        var student = new Option<string?>("--student", "-s") { Description = "Read and grade only this student: name, id, folder or pseudonym.", HelpName = "NAME" };
        var second = new Option<bool>("--second-reader") { Description = "Grade every answer twice; where the two differ, a person decides." };
        var noReport = new Option<bool>("--no-report") { Description = "Write no reports at the end." };
        var command = new AitaCommand(
            Name,
            "Ingests scans, extracts the questions, makes rubrics, transcribes, grades and reports, as one run without waiting between the stages. Each stage "
            + "writes its own files, which you may read and correct; the same command again goes on where a run stopped and pays for nothing twice.")
        {
            Examples =
            [
                ("aita run -a midterm", "everything, from data/midterm/scans to reports"),
                ("aita run -a midterm --dry-run", "how many calls at most, and about what they cost"),
                ("aita run -a midterm --force", "once more, all that no person wrote, corrected or decided; an exam that you edited is kept as a backup"),
                ("aita run -a midterm ~/scans/stack.pdf --stack --workers 10 --max-cost 5 --yes", "one stack, never above 5 USD, without a question"),
            ],
        }.With([.. scans.All, student, second, noReport, .. common.All]);
        command.Add(paths);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new ExamRunOptions
            {
                Ingest = scans.Of(parsed, (parsed.GetValue(paths) ?? []).Select(context.Services.FullPath)),
                Grading = new GradingStageOptions { SecondReader = parsed.GetValue(second) },
                Student = parsed.GetValue(student),
                Force = common.Force(parsed),
            };
            return common.DryRun(parsed)
                ? PreviewAsync(context, parsed, common, options, cancellationToken)
                : RunAsync(context, parsed, common, options, reports: !parsed.GetValue(noReport), cancellationToken);
        });
        return command;
    }

    private static async Task<int> PreviewAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, ExamRunOptions options, CancellationToken cancellationToken)
    {
        var (model, baseUrl) = common.Provider(parsed);
        var plan = await ExamRunPlan.ReadAsync(common.Folder(parsed), options.With(model), cancellationToken);
        var price = await ProviderPrices.FindAsync(context, parsed, model, baseUrl);
        StagePreview.Write(context, OfferOf(plan, model, baseUrl, price), [], common.Json(parsed));
        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, ExamRunOptions options, bool reports, CancellationToken cancellationToken)
    {
        await using var run = await CommandRun.StartAsync(context, parsed, Name);
        var plan = await ExamRunPlan.ReadAsync(common.Folder(parsed), options.With(run.Settings.Model), cancellationToken);
        var offer = OfferOf(plan, run.Settings.Model, run.Settings.BaseUrl, run.Prices.Find(run.Settings.Model));
        if (plan.ContinuesForcedRun)
        {
            run.Say($"{Name}: goes on with the run with --force that did not finish; what it paid for is not bought again");
        }

        if (!await offer.AcceptAsync(context, parsed, cancellationToken))
        {
            return ExitCodes.Success;
        }

        using var exam = new ExamRun(plan, context.Services.Time);
        var result = await exam.RunAsync(run.Executor, run.Batch(plan.Estimate.Calls), run.Stopping);
        var files = result.Files;
        if (reports && !run.Stopping.IsCancellationRequested && File.Exists(plan.Folder.ExamSpec))
        {
            var report = await ReportStage.RunAsync(plan.Folder, new ReportStageOptions(), cancellationToken);
            files = [report.ClassReport, .. files];
        }

        return new StageOutcome(Name, plan.Folder, [.. result.Items], files)
        {
            Calls = result.Items.Count(item => item.State is StageItemState.Made or StageItemState.Failed or StageItemState.NotRun),
            IsComplete = result.IsFinished,
            Warnings = result.Warnings,
            Details = [.. DetailsOf(result, common.Address(parsed, plan.Folder))],
        }.Conclude(context, run, common.Json(parsed));
    }

    private static StageOffer OfferOf(ExamRunPlan plan, string model, Uri baseUrl, TokenPrice? price) => new(Name, model, baseUrl, ContentOf(plan), plan.Estimate, price)
    {
        Parts = [.. plan.Stages.Select(stage => $"  {stage.Stage,-10} {stage.Text}"), .. plan.Warnings.Select(warning => $"  warning    {warning}")],
        Provided = plan.MostQuestions is { } questions ? $"if the exam has no more than {questions} questions" : null,
    };

    private static string ContentOf(ExamRunPlan plan) => plan.MasksNames
        ? "name strips (names and numbers, once), the blank exam, page images with the names on them painted over, and the answers read from them under pseudonyms; no roster, no file names"
        : "page images with all that is written on them, names on the paper included, and the answers read from them under pseudonyms; no roster, no file names";

    private static IEnumerable<(string Label, string Text)> DetailsOf(ExamRunResult result, string address)
    {
        foreach (var (stage, items) in result.Stages.Where(stage => stage.Items.Count > 0))
        {
            yield return (Short(stage), string.Join(", ", items.GroupBy(item => item.State).OrderBy(group => group.Key)
                .Select(group => $"{group.Count():#,0} {JsonNamingPolicy.SnakeCaseLower.ConvertName(group.Key.ToString()).Replace('_', ' ')}")));
        }

        if (result.UnresolvedScans > 0)
        {
            yield return ("you decide", $"{Units.Plural(result.UnresolvedScans, "scan waits", "scans wait")} in ingest/unresolved.json: whose are they?");
        }

        if (result.OpenAnswers > 0)
        {
            yield return ("you decide", $"{Units.Plural(result.OpenAnswers, "answer waits", "answers wait")}: aita review{address}");
        }

        if (result.Statement is { } statement)
        {
            yield return ("marks", statement);
        }
    }

    private static string Short(string stage) => stage == "transcription" ? "transcribe" : stage;
}
