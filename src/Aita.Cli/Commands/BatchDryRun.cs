using System.CommandLine;
using Aita.Cli.JsonLines;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Execution;

namespace Aita.Cli.Commands;

/// <summary>
/// <c>aita batch --dry-run</c>: reads the input to its end and says what is in it and what it may cost. Of the input nothing is sent, and no key is
/// needed; only the provider's price list is asked for.
/// </summary>
internal static class BatchDryRun
{
    /// <summary>Problems that are told one by one.</summary>
    private const int MaxProblems = 20;

    public static async Task<int> RunAsync(CommandContext context, ParseResult parsed, BatchFiles files, bool json)
    {
        var options = context.Reader.ReadRehearsal(parsed);
        var model = context.Reader.Read(context.Settings.Model, parsed);
        var (prices, problem) = await ProviderPrices.ReadAllAsync(context, parsed, context.Reader.Read(context.Settings.BaseUrl, parsed));
        var stopping = context.Services.Interrupts.Stopping;
        List<BatchProblem> problems = [];
        var models = new Dictionary<string, ModelDemand>(StringComparer.OrdinalIgnoreCase);
        await using var input = files.OpenInput();
        var source = new BatchSource(new LineReader(input), model, wrong =>
        {
            if (problems.Count < MaxProblems)
            {
                problems.Add(wrong);
            }

            return ValueTask.CompletedTask;
        });
        try
        {
            await foreach (var task in source.ReadTasksAsync(stopping))
            {
                var name = task.Options.ModelId!;
                var limit = task.Options.MaxOutputTokens ?? (long?)options.MaxOutputTokens * task.Answers;
                models[name] = models.GetValueOrDefault(name).With(new RawRequest(task.Body).EstimateInputTokens(name), limit, prices.Find(name));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }

        var report = new DryRunReport(files.Name, source.Count, source.Problems, problems, models, prices)
        {
            MaxCost = options.MaxCost,
            PriceProblem = problem,
        };
        if (json)
        {
            context.Console.WriteResult(JsonText.Write(report.WriteTo));
        }
        else
        {
            foreach (var line in report.Lines())
            {
                context.Console.WriteResult(line);
            }
        }

        return source.Problems > 0 ? ExitCodes.SomeFailed : ExitCodes.Success;
    }
}
