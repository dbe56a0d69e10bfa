using System.CommandLine;
using Aita.Cli.Running;
using Aita.Execution;

namespace Aita.Cli.Commands.Exams;

/// <summary>Asks the provider for the price of a model, for estimates. Costs nothing; without an answer the price is just not known.</summary>
internal static class StagePrices
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The price of the model of a run.</summary>
    public static async Task<TokenPrice?> FindAsync(CommandContext context, CommandRun run) =>
        run.Client.GetService(typeof(OpenRouterChatClient)) is OpenRouterChatClient client
            ? await FindAsync(context, client, run.Settings.Model)
            : null;

    /// <summary>The price of a model before there is a run; not known without a key.</summary>
    public static async Task<TokenPrice?> FindAsync(CommandContext context, ParseResult parsed, string model, Uri baseUrl)
    {
        var key = context.Reader.Read(context.Settings.ApiKey, parsed);
        if (key is null && !baseUrl.IsLoopback)
        {
            return null;
        }

        using var client = OpenRouterChatClient.Create(new OpenRouterOptions { ApiKey = key, Model = model, BaseUrl = baseUrl.AbsoluteUri });
        return await FindAsync(context, client, model);
    }

    private static async Task<TokenPrice?> FindAsync(CommandContext context, OpenRouterChatClient client, string model)
    {
        using var timeout = new CancellationTokenSource(Patience, context.Services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.Services.Interrupts.Stopping);
        try
        {
            return (await client.ReadPricesAsync(either.Token)).Find(model);
        }
        catch (Exception e) when (e is LlmException || timeout.IsCancellationRequested)
        {
            return null;
        }
    }
}
