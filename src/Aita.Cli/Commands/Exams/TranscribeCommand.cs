using System.CommandLine;
using System.Globalization;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Images;
using Aita.Exams.Stages.Transcription;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita transcribe</c>: reads the scanned pages of an exam.</summary>
internal static class TranscribeCommand
{
    private const string Name = "transcribe";
    private const int PreparingThreads = 16;

    public static Command Create(CommandContext context)
    {
        var defaults = new ImageOptions();
        var common = new ExamOptions(context);
        var student = new Option<string?>("--student", "-s") { Description = "Only this student: name, id, folder or pseudonym.", HelpName = "NAME" };
        var redaction = new RedactionOptions();
        var noMapping = new Option<bool>("--no-question-mapping") { Description = "Read each page as one text, without telling which question the handwriting answers." };
        var noHtml = new Option<bool>("--no-html") { Description = "Write no pages for a person to read." };
        var maxSide = new Option<int>("--max-side")
        {
            Description = "Pages are shrunk to this many pixels on the longest side, 256 to 10000.",
            HelpName = "PX",
            DefaultValueFactory = _ => defaults.MaxSide,
        };
        var quality = new Option<int>("--quality")
        {
            Description = "JPEG quality of pages that must be encoded anew, 1 to 100.",
            HelpName = "Q",
            DefaultValueFactory = _ => defaults.JpegQuality,
        };
        var command = new AitaCommand(
            Name,
            "Reads the handwriting of every page in grouped/<student>/ and tells which question of results/exam_spec.json it answers, also where an "
            + "answer goes on on another page. Writes transcription_results/<student>/ and an index.html. Pages go to the model inline and nowhere else; pages already read, or corrected by you, are not sent again.")
        {
            Examples =
            [
                ("aita transcribe -a midterm", "every page of every student, in parallel"),
                ("aita transcribe -a midterm --dry-run", "how many calls, and about what they cost"),
                ("aita transcribe -a midterm --estimate", "what it will cost and how long it will take, from a pilot of at most 20 calls"),
                ("aita transcribe -a midterm --name-strip 12", "names in the upper 12 % of each page are painted over before it is sent"),
                ("aita transcribe -a midterm --student \"Nova Quill\" --force", "one student, once more"),
                ("aita transcribe -a midterm --workers 20 --max-cost 5 --yes", "faster, never above 5 USD, without a question"),
            ],
        }.With([student, .. redaction.All, noMapping, noHtml, maxSide, quality, .. common.All]);
        common.AddEstimateTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new TranscriptionStageOptions
            {
                Student = parsed.GetValue(student),
                Html = !parsed.GetValue(noHtml),
                MapQuestions = !parsed.GetValue(noMapping),
                Redaction = redaction.Mode(parsed),
                NameStripPercent = redaction.StripPercent(parsed),
                Images = defaults with { MaxSide = parsed.GetValue(maxSide), JpegQuality = parsed.GetValue(quality) },
                Force = common.Force(parsed),
            };
            return common.DryRun(parsed)
                ? PreviewAsync(context, parsed, common, options, cancellationToken)
                : RunAsync(context, parsed, common, options, cancellationToken);
        });
        return command;
    }

    private static async Task<int> PreviewAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, TranscriptionStageOptions options, CancellationToken cancellationToken)
    {
        var (model, baseUrl) = common.Provider(parsed);
        var plan = await TranscriptionPlan.ReadAsync(common.Folder(parsed), options with { Model = model }, cancellationToken);
        var price = await ProviderPrices.FindAsync(context, parsed, model, baseUrl);
        var offer = new StageOffer(Name, model, baseUrl, ContentOf(plan), plan.Estimate, price);
        List<string> more =
        [
            $"  pages      {plan.TotalPages:#,0} of {Units.Plural(plan.TotalStudents, "student", "students")}, {plan.TotalPages - plan.Calls:#,0} of them read already",
            .. plan.Warnings.Select(warning => $"  warning    {warning}"),
        ];
        StagePreview.Write(context, offer, more, common.Json(parsed));
        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, TranscriptionStageOptions options, CancellationToken cancellationToken)
    {
        // Preparing pages occupies threads; answers must not wait for one of them.
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, PreparingThreads), ports);
        await using var run = await CommandRun.StartAsync(context, parsed, "transcription");
        var plan = await TranscriptionPlan.ReadAsync(common.Folder(parsed), options with { Model = run.Settings.Model }, cancellationToken);
        var offer = new StageOffer(Name, run.Settings.Model, run.Settings.BaseUrl, ContentOf(plan), plan.Estimate, run.Prices.Find(run.Settings.Model));
        if (plan.ContinuesForcedRun)
        {
            run.Say($"{Name}: goes on with the run with --force that did not finish; what it paid for is not bought again");
        }

        if (common.Estimate(parsed))
        {
            return await StageEstimate.RunAsync(context, parsed, run, offer, TranscriptionStage.PilotOf(plan), plan.Folder.Name, common.Json(parsed), cancellationToken);
        }

        if (!await offer.AcceptAsync(context, parsed, cancellationToken))
        {
            return ExitCodes.Success;
        }

        var result = await TranscriptionStage.RunAsync(plan, run.Executor, run.Batch(plan.Calls), context.Services.Time, run.Stopping);
        return new StageOutcome(Name, plan.Folder, result.Items, result.Files)
        {
            Calls = plan.Calls,
            Warnings = result.Warnings,
            Details = result.Summary.SuccessfulPages == 0 ? [] :
                [("confidence", string.Create(CultureInfo.InvariantCulture, $"{result.Summary.AverageConfidence:0.00} on average, as the model says of itself"))],
        }.Conclude(context, run, common.Json(parsed));
    }

    private static string ContentOf(TranscriptionPlan plan) =>
        $"{Units.Plural(plan.Calls, "page image", "page images")} with all that is written on them, {RedactionOptions.Describe(plan.MasksNames)}; "
        + $"{(plan.MapsQuestions ? "the printed questions; " : "")}no file names, no answer keys";
}
