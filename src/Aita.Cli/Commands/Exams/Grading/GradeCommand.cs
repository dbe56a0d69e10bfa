using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Stages.Grading;

namespace Aita.Cli.Commands.Exams.Grading;

/// <summary><c>aita grade</c>: grades the answers of an exam.</summary>
internal static class GradeCommand
{
    private const string Name = "grade";

    private const string Content = "questions, answer keys, rubrics and what students wrote, each under a pseudonym; no names, no images";

    public static Command Create(CommandContext context)
    {
        var defaults = new ReviewPolicy();
        var common = new ExamOptions(context);
        var student = new Option<string?>("--student", "-s") { Description = "Only this student: folder, name, number or pseudonym.", HelpName = "NAME" };
        var second = new Option<string?>("--second-reader")
        {
            Description = "Grade every answer twice; those that differ go to a person. With a name, the second time by that model.",
            HelpName = "MODEL",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var reading = Number("--min-reading-confidence", "Answers read with less confidence go to a person, 0 to 1.", "C", defaults.MinReadingConfidence);
        var confidence = Number("--min-confidence", "Marks that the grader is less sure of go to a person, 0 to 1.", "C", defaults.MinConfidence);
        var tolerance = Number("--tolerance", "Two gradings of an answer may differ by this many points.", "PTS", defaults.Tolerance);
        var below = new Option<bool>("--review-below-threshold") { Description = "Marks below the threshold of aita calibrate go to a person; else they stay suggestions." };
        var seed = Number("--seed", "Seed of the order in which the students of a question are graded.", "N", new GradingStageOptions().Seed);
        var command = new AitaCommand(
            Name,
            "Grades every transcribed answer, criterion by criterion, each point with a quote from the answer. Writes grading_results/. What is in "
            + "doubt waits for a person and is never a score; what a person decided stays. Nothing is paid for twice.")
        {
            Examples =
            [
                ("aita grade -a midterm", "every answer that is not graded yet"),
                ("aita grade -a midterm --dry-run", "how many calls, and about what they cost"),
                ("aita grade -a midterm --estimate", "what it will cost and how long it will take, from a pilot of at most 20 calls"),
                ("aita grade -a midterm --second-reader openai/gpt-5-mini", "twice, by two models; differences go to a person"),
                ("aita grade -a midterm --student \"Nova Quill\" --force", "one student, once more"),
            ],
        }.With([student, second, reading, confidence, tolerance, below, seed, .. common.All]);
        common.AddEstimateTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new GradingStageOptions
            {
                Student = parsed.GetValue(student),
                SecondReader = parsed.GetResult(second) is not null,
                SecondReaderModel = string.IsNullOrWhiteSpace(parsed.GetValue(second)) ? null : parsed.GetValue(second)!.Trim(),
                Policy = defaults with
                {
                    MinReadingConfidence = parsed.GetValue(reading),
                    MinConfidence = parsed.GetValue(confidence),
                    Tolerance = parsed.GetValue(tolerance),
                    BelowThreshold = parsed.GetValue(below),
                },
                Seed = parsed.GetValue(seed),
                Force = common.Force(parsed),
            };
            return common.DryRun(parsed)
                ? PreviewAsync(context, parsed, common, options, cancellationToken)
                : RunAsync(context, parsed, common, options, cancellationToken);
        });
        return command;
    }

    private static Option<T> Number<T>(string name, string description, string help, T value) => new(name)
    {
        Description = description,
        HelpName = help,
        DefaultValueFactory = _ => value,
    };

    private static async Task<int> PreviewAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, GradingStageOptions options, CancellationToken cancellationToken)
    {
        var (model, baseUrl) = common.Provider(parsed);
        var plan = await GradingPlan.ReadAsync(common.Folder(parsed), options with { Model = model }, context.Services.Time, cancellationToken);
        var price = await ProviderPrices.FindAsync(context, parsed, model, baseUrl);
        List<string> more =
        [
            $"  answers    {plan.TotalAnswers:#,0} of {Units.Plural(plan.TotalStudents, "student", "students")}",
            .. plan.Warnings.Select(warning => $"  warning    {warning}"),
        ];
        StagePreview.Write(context, new StageOffer(Name, model, baseUrl, Content, plan.Estimate, price), more, common.Json(parsed));
        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, GradingStageOptions options, CancellationToken cancellationToken)
    {
        await using var run = await CommandRun.StartAsync(context, parsed, GradingStage.Name);
        var plan = await GradingPlan.ReadAsync(common.Folder(parsed), options with { Model = run.Settings.Model }, context.Services.Time, cancellationToken);
        var offer = new StageOffer(Name, run.Settings.Model, run.Settings.BaseUrl, Content, plan.Estimate, run.Prices.Find(run.Settings.Model));
        if (plan.ContinuesForcedRun)
        {
            run.Say($"{Name}: goes on with the run with --force that did not finish; what it paid for is not bought again");
        }

        if (common.Estimate(parsed))
        {
            return await StageEstimate.RunAsync(context, parsed, run, offer, GradingStage.PilotOf(plan), plan.Folder.Name, common.Json(parsed), cancellationToken);
        }

        if (!await offer.AcceptAsync(context, parsed, cancellationToken))
        {
            return ExitCodes.Success;
        }

        var result = await GradingStage.RunAsync(plan, run.Executor, run.Batch(plan.Calls), run.Stopping);
        return new StageOutcome(Name, plan.Folder, result.Items, result.Files)
        {
            Calls = plan.Calls,
            Warnings = result.Warnings,
            Details = [("marks", result.Statement), .. result.OpenAnswers == 0 ? [] : ((string, string)[])[("review", $"aita review{common.Address(parsed, plan.Folder)} lists what waits for a person")]],
        }.Conclude(context, run, common.Json(parsed));
    }
}
