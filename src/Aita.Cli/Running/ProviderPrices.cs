using System.CommandLine;
using Aita.Cli.Commands;
using Aita.Execution;

namespace Aita.Cli.Running;

/// <summary>Asks the provider for its prices, with patience that ends. Costs nothing and needs no key where the list is open to everyone.</summary>
internal static class ProviderPrices
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The prices.</summary>
    /// <param name="context">Clock and requests to stop.</param>
    /// <param name="read">Asks.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>The prices, or none and why, in a sentence.</returns>
    public static async Task<(PriceBook Prices, string? Problem)> ReadAsync(
        CommandContext context, Func<CancellationToken, Task<PriceBook>> read, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience, context.Services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.Services.Interrupts.Stopping);
        try
        {
            return (await read(either.Token), null);
        }
        catch (Exception e) when (e is LlmException || timeout.IsCancellationRequested)
        {
            return (PriceBook.Empty, e is LlmException ? e.Message : $"No answer in {patience.TotalSeconds:0} s.");
        }
    }

    /// <summary>The price of one model, without a run; null when it could not be found out.</summary>
    public static async Task<TokenPrice?> FindAsync(CommandContext context, ParseResult parsed, string model, Uri baseUrl)
    {
        var (prices, _) = await ReadAllAsync(context, parsed, baseUrl);
        return prices.Find(model);
    }

    /// <summary>All prices, without a run.</summary>
    /// <returns>The prices, or none and why, in a sentence.</returns>
    public static async Task<(PriceBook Prices, string? Problem)> ReadAllAsync(CommandContext context, ParseResult parsed, Uri baseUrl)
    {
        var key = context.Reader.Read(context.Settings.ApiKey, parsed);
        using var client = key is null ? null : OpenRouterChatClient.Create(new OpenRouterOptions { ApiKey = key, BaseUrl = baseUrl.AbsoluteUri });
        return await ReadAsync(
            context, token => client?.ReadPricesAsync(token) ?? OpenRouterModels.ReadPricesAsync(baseUrl.AbsoluteUri, token), Patience);
    }
}
