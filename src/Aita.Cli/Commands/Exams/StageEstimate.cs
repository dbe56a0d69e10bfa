using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Workflow;
using Aita.Execution;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>--estimate</c> of a stage: runs a pilot and says what the stage will cost and how long it will take. Writes no results.</summary>
internal static class StageEstimate
{
    /// <param name="context">What the command works with.</param>
    /// <param name="parsed">Its command line.</param>
    /// <param name="run">The run.</param>
    /// <param name="offer">What the whole stage would do.</param>
    /// <param name="pilot">The requests to send now.</param>
    /// <param name="assignment">The name of the assignment.</param>
    /// <param name="json">Whether to write JSON.</param>
    /// <param name="cancellationToken">Ends the question whether to go on.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, CommandRun run, StageOffer offer, StagePilot pilot, string assignment, bool json, CancellationToken cancellationToken)
    {
        if (pilot.Calls == 0)
        {
            run.Say($"{offer.Command}: nothing is left to send, so there is nothing to estimate.");
            if (json)
            {
                new EstimateReport(new StageSubject(offer.Command, assignment, Total: 0, [], run.Metrics), run.Settings.Execution).Write(context.Console, json);
            }

            return ExitCodes.Success;
        }

        var share = pilot.Calls < pilot.Total ? $"only {pilot.Calls:#,0} of them now, from all over the stage" : "all of them, since a pilot would not be smaller";
        offer = offer with { Parts = [.. offer.Parts, $"  pilot      {share}; no results are written"] };
        if (!await offer.AcceptAsync(context, parsed, cancellationToken))
        {
            return ExitCodes.Success;
        }

        var results = await pilot.RunAsync(run.Executor, run.Batch(pilot.Calls), run.Stopping);
        var finished = run.StoppedBy is null && !run.Stopping.IsCancellationRequested && results.All(static result => result.Outcome != TaskOutcome.NotRun);
        var failed = results.Count(static result => result.Outcome == TaskOutcome.Failed);
        var code = run.Conclude(
            new RunSummary($"pilot of {offer.Command}", run.Metrics, results.Count, results.Count(static result => result.IsSuccess), failed), finished);
        if (finished)
        {
            var subject = new StageSubject(offer.Command, assignment, pilot.Total, await PilotItems.MeasureAsync(run, results), run.Metrics)
            {
                Done = results.Count(static result => result.IsSuccess),
                Failed = failed,
            };
            new EstimateReport(subject, run.Settings.Execution).Write(context.Console, json);
        }

        return code;
    }
}
