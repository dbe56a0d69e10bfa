using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Stages.Rubrics;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita generate-rubric --useradjust</c>: changes rubrics as a file of wishes says.</summary>
internal static class RubricAdjustment
{
    private const string Name = "generate-rubric";

    private const string Content = "the questions, their rubrics and your wishes; no student's work, no names";

    public static async Task<int> PreviewAsync(CommandContext context, ParseResult parsed, ExamOptions common, string wishes, CancellationToken cancellationToken)
    {
        var (model, baseUrl) = common.Provider(parsed);
        var plan = await AdjustmentPlan.ReadAsync(common.Folder(parsed), wishes, cancellationToken);
        var price = await ProviderPrices.FindAsync(context, parsed, model, baseUrl);
        StagePreview.Write(context, new StageOffer(Name, model, baseUrl, Content, plan.Estimate, price), [], common.Json(parsed));
        return ExitCodes.Success;
    }

    public static async Task<int> RunAsync(CommandContext context, ParseResult parsed, ExamOptions common, string wishes, CancellationToken cancellationToken)
    {
        await using var run = await CommandRun.StartAsync(context, parsed, "adjustments");
        var plan = await AdjustmentPlan.ReadAsync(common.Folder(parsed), wishes, cancellationToken);
        if (plan.IsDone)
        {
            run.Say($"{Name}: everything in {context.Services.DisplayPath(wishes)} was done before; nothing was changed.");
            return ExitCodes.Success;
        }

        var offer = new StageOffer(Name, run.Settings.Model, run.Settings.BaseUrl, Content, plan.Estimate, run.Prices.Find(run.Settings.Model));
        if (plan.Estimate.AtMost == 0)
        {
            run.Say($"{Name}: your words are clear enough to be applied without a model; nothing is sent");
        }
        else if (!await offer.AcceptAsync(context, parsed, cancellationToken))
        {
            return ExitCodes.Success;
        }

        var result = await AdjustmentStage.RunAsync(plan, run.Executor, run.Batch(plan.Estimate.Calls), context.Services.Time, run.Stopping);
        return new StageOutcome(Name, plan.Folder, result.Items, result.Files)
        {
            Calls = result.Items.Count,
            Details = [("adjusted", Units.Plural(result.Items.Count(item => item.IsUsable), "rubric", "rubrics"))],
        }.Conclude(context, run, common.Json(parsed));
    }
}
