using System.CommandLine;
using System.Globalization;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Images;
using Aita.Exams.Stages.Questions;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita extract-questions</c>: reads the printed questions of an exam.</summary>
internal static class ExtractQuestionsCommand
{
    private const string Name = "extract-questions";

    public static Command Create(CommandContext context)
    {
        var defaults = new ImageOptions();
        var common = new ExamOptions(context);
        var redaction = new RedactionOptions();
        var student = new Option<string?>("--from-student", "--student", "-s")
        {
            Description = "Read the questions from the pages of this student (name, id, folder or pseudonym), when there is no blank exam.",
            HelpName = "NAME",
        };
        var maxSide = new Option<int>("--max-side")
        {
            Description = "Pages are shrunk to this many pixels on the longest side, 256 to 10000.",
            HelpName = "PX",
            DefaultValueFactory = _ => defaults.MaxSide,
        };
        var command = new AitaCommand(
            Name,
            "Reads the printed questions of an exam, with their points and pages, from blank_exam/. Writes results/exam_spec.json, which the other steps "
            + "work with. What you wrote or edited there is not overwritten without --force, and then kept as a backup.")
        {
            Examples =
            [
                ("aita extract-questions -a midterm", "the questions of the blank exam"),
                ("aita extract-questions -a midterm --dry-run", "how many pages, and about what it costs"),
                ("aita extract-questions -a midterm --from-student \"Nova Quill\" --name-strip 12", "without a blank exam; the name is painted over"),
                ("aita extract-questions -a midterm --force", "once more; the exam that was there is kept as a backup"),
            ],
        }.With([student, .. redaction.All, maxSide, .. common.All]);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new QuestionsStageOptions
            {
                FromStudent = parsed.GetValue(student),
                Redaction = redaction.Mode(parsed),
                NameStripPercent = redaction.StripPercent(parsed),
                Images = defaults with { MaxSide = parsed.GetValue(maxSide) },
                Force = common.Force(parsed),
            };
            return common.DryRun(parsed)
                ? PreviewAsync(context, parsed, common, options, cancellationToken)
                : RunAsync(context, parsed, common, options, cancellationToken);
        });
        return command;
    }

    private static async Task<int> PreviewAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, QuestionsStageOptions options, CancellationToken cancellationToken)
    {
        var (model, baseUrl) = common.Provider(parsed);
        var plan = await QuestionsPlan.ReadAsync(common.Folder(parsed), options with { Model = model }, cancellationToken);
        var price = await ProviderPrices.FindAsync(context, parsed, model, baseUrl);
        var offer = new StageOffer(Name, model, baseUrl, ContentOf(plan), plan.Estimate, price);
        StagePreview.Write(context, offer, [$"  pages      {plan.TotalPages}", .. plan.Warnings.Select(warning => $"  warning    {warning}")], common.Json(parsed));
        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, QuestionsStageOptions options, CancellationToken cancellationToken)
    {
        await using var run = await CommandRun.StartAsync(context, parsed, "questions");
        var plan = await QuestionsPlan.ReadAsync(common.Folder(parsed), options with { Model = run.Settings.Model }, cancellationToken);
        var offer = new StageOffer(Name, run.Settings.Model, run.Settings.BaseUrl, ContentOf(plan), plan.Estimate, run.Prices.Find(run.Settings.Model));
        if (!await offer.AcceptAsync(context, parsed, cancellationToken))
        {
            return ExitCodes.Success;
        }

        var result = await QuestionsStage.RunAsync(plan, run.Executor, run.Batch(plan.Calls), context.Services.Time, run.Stopping);
        return new StageOutcome(Name, plan.Folder, result.Items, result.Files)
        {
            Calls = plan.Calls,
            Warnings = result.Warnings,
            Details = result.Spec is not { } spec ? [] :
                [("questions", string.Create(CultureInfo.InvariantCulture, $"{spec.Questions.Count} with {spec.TotalPoints:0.##} points on {Units.Plural(spec.TotalPages, "page", "pages")}: {string.Join(", ", spec.Questions.Select(question => question.QuestionId))}"))],
        }.Conclude(context, run, common.Json(parsed));
    }

    private static string ContentOf(QuestionsPlan plan) => plan.IsFromStudent
        ? $"{Units.Plural(plan.TotalPages, "page image", "page images")} of one student with all that is written on them, {RedactionOptions.Describe(plan.MasksNames)}; no file names"
        : $"{Units.Plural(plan.TotalPages, "page image", "page images")} of the blank exam; no student's work, no names";
}
