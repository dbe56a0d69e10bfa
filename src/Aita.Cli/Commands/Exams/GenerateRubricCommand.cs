using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita generate-rubric</c>: answer keys and rubrics of an exam.</summary>
internal static class GenerateRubricCommand
{
    private const string Name = "generate-rubric";

    private const string Content = "the questions, their answer keys and your instructions; no student's work, no names";

    public static Command Create(CommandContext context)
    {
        var common = new ExamOptions(context);
        var rubrics = new Option<string?>("--user-rubrics", "-r")
        {
            Description = "Rubrics that you wrote, used as they are: {\"1a\":{\"total_points\":5,\"criteria\":[{\"points\":5,\"description\":\"...\"}]}}. "
                + "[default: rubrics/user_rubrics.json of the assignment, if there is one]",
            HelpName = "FILE",
        };
        var instructions = new Option<string?>("--instructions", "-i")
        {
            Description = "What you want of all keys and rubrics. [default: rubrics/rubric_instructions.txt of the assignment, if there is one]",
            HelpName = "FILE|TEXT",
        };
        var byQuestion = new Option<string?>("--question-instructions")
        {
            Description = "What you want of single questions, which counts more: {\"1a\":\"...\"}. "
                + "[default: rubrics/question_specific_instructions.json of the assignment, if there is one]",
            HelpName = "FILE",
        };
        var adjust = new Option<string?>("--useradjust", "-u")
        {
            Description = "Change rubrics that are there: lines such as '1a: normalization 2 pts'. What is clear is done without a model. Not with -r or -i.",
            HelpName = "FILE",
        };
        var command = new AitaCommand(
            Name,
            "Makes an answer key and a rubric for every question of an exam. Reads results/exam_spec.json, writes results/answer_key.json and "
            + "results/rubric.json. What you wrote or edited there is never overwritten, and nothing is paid for twice.")
        {
            Examples =
            [
                ("aita generate-rubric -a midterm", "every question that has no rubric yet"),
                ("aita generate-rubric -a midterm --dry-run", "how many calls, and about what they cost"),
                ("aita generate-rubric -a midterm --estimate", "what it will cost and how long it will take, from a pilot of at most 20 calls"),
                ("aita generate-rubric -a midterm -i \"Half points for a right method\" --yes", "with a wish, without a question"),
                ("aita generate-rubric -a midterm -r my_rubrics.json", "your own rubrics for some questions, the rest made"),
                ("aita generate-rubric -a midterm -u wishes.txt", "change rubrics: '1a: normalization 2 pts'"),
            ],
        }.With([rubrics, instructions, byQuestion, adjust, .. common.All]);
        common.AddEstimateTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (FullPath(parsed.GetValue(adjust)) is { } wishes)
            {
                if (common.Estimate(parsed))
                {
                    throw new CliException("--useradjust changes rubrics with a call or two: --dry-run says what it would do, --estimate is for making rubrics.");
                }

                return parsed.GetValue(rubrics) is not null || parsed.GetValue(instructions) is not null
                    ? throw new CliException("--useradjust changes rubrics that are there, -r and -i say how new ones are made: give them in separate runs.")
                    : common.DryRun(parsed)
                        ? await RubricAdjustment.PreviewAsync(context, parsed, common, wishes, cancellationToken)
                        : await RubricAdjustment.RunAsync(context, parsed, common, wishes, cancellationToken);
            }

            var options = new RubricStageOptions
            {
                UserRubrics = FullPath(parsed.GetValue(rubrics)),
                Instructions = await ReadInstructionsAsync(context, parsed.GetValue(instructions), cancellationToken),
                QuestionInstructions = FullPath(parsed.GetValue(byQuestion)),
                Force = common.Force(parsed),
            };
            return common.DryRun(parsed)
                ? await PreviewAsync(context, parsed, common, options, cancellationToken)
                : await RunAsync(context, parsed, common, options, cancellationToken);
        });
        return command;

        string? FullPath(string? path) => path is null ? null : context.Services.FullPath(path);
    }

    private static async Task<int> PreviewAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, RubricStageOptions options, CancellationToken cancellationToken)
    {
        var (model, baseUrl) = common.Provider(parsed);
        var plan = await RubricPlan.ReadAsync(common.Folder(parsed), options with { Model = model }, cancellationToken);
        var price = await ProviderPrices.FindAsync(context, parsed, model, baseUrl);
        var offer = new StageOffer(Name, model, baseUrl, Content, plan.Estimate, price);
        StagePreview.Write(context, offer, [.. plan.Ready.Select(item => $"  {StateOf(item),-10} {item.Name}")], common.Json(parsed));
        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, ExamOptions common, RubricStageOptions options, CancellationToken cancellationToken)
    {
        await using var run = await CommandRun.StartAsync(context, parsed, "rubrics");
        var plan = await RubricPlan.ReadAsync(common.Folder(parsed), options with { Model = run.Settings.Model }, cancellationToken);
        var offer = new StageOffer(Name, run.Settings.Model, run.Settings.BaseUrl, Content, plan.Estimate, run.Prices.Find(run.Settings.Model));
        if (plan.ContinuesForcedRun)
        {
            run.Say($"{Name}: goes on with the run with --force that did not finish; what it paid for is not bought again");
        }

        if (common.Estimate(parsed))
        {
            return await StageEstimate.RunAsync(context, parsed, run, offer, RubricStage.PilotOf(plan), plan.Folder.Name, common.Json(parsed), cancellationToken);
        }

        if (!await offer.AcceptAsync(context, parsed, cancellationToken))
        {
            return ExitCodes.Success;
        }

        var result = await RubricStage.RunAsync(plan, run.Executor, run.Batch(plan.Estimate.Calls), run.Stopping);
        return new StageOutcome(Name, plan.Folder, result.Items, result.Files)
        {
            Calls = plan.Estimate.Calls,
            Details = [("questions", $"{plan.Spec.Questions.Count} with {Units.Plural(result.Items.Count(item => item.IsUsable), "result", "results")} of {result.Items.Count}")],
        }.Conclude(context, run, common.Json(parsed));
    }

    private static string StateOf(StageItem item) => item.State.ToString().ToLowerInvariant();

    /// <summary>A text, or the name of a file that holds it.</summary>
    private static async Task<string?> ReadInstructionsAsync(CommandContext context, string? given, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(given))
        {
            return null;
        }

        // Prose may be longer than any file name: then there is no such file, which is no error.
        var path = context.Services.FullPath(given);
        if (File.Exists(path) && await TextFile.TryReadAsync(path, cancellationToken) is { } text)
        {
            return text;
        }

        return LooksLikePath(given)
            ? throw new CliException($"The file of instructions {given} does not exist: check the path, or write the instructions in quotes.")
            : given;
    }

    private static bool LooksLikePath(string text) =>
        !text.Any(char.IsWhiteSpace) && (text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal) || Path.HasExtension(text));
}
