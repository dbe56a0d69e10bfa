using System.CommandLine;
using Aita.Execution;

namespace Aita.Cli.Commands.Exams;

/// <summary>Asks the provider for the price of a model, for the estimate of a dry run. Costs nothing and needs no key where the list is open to everyone.</summary>
internal static class StagePrices
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The price of a model; null when it could not be found out.</summary>
    public static async Task<TokenPrice?> FindAsync(CommandContext context, ParseResult parsed, string model, Uri baseUrl)
    {
        var key = context.Reader.Read(context.Settings.ApiKey, parsed);
        using var timeout = new CancellationTokenSource(Patience, context.Services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.Services.Interrupts.Stopping);
        try
        {
            return (await ReadAsync(key, baseUrl.AbsoluteUri, either.Token)).Find(model);
        }
        catch (Exception e) when (e is LlmException || timeout.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<PriceBook> ReadAsync(string? key, string baseUrl, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return await OpenRouterModels.ReadPricesAsync(baseUrl, cancellationToken);
        }

        using var client = OpenRouterChatClient.Create(new OpenRouterOptions { ApiKey = key, BaseUrl = baseUrl });
        return await client.ReadPricesAsync(cancellationToken);
    }
}
