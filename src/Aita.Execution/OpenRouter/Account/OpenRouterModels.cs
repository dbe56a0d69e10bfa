namespace Aita.Execution;

/// <summary>The list of models, which OpenRouter gives to everyone: reads it without a key. Thread-safe.</summary>
public static class OpenRouterModels
{
    /// <summary>Reads the prices of all models the provider lists, for estimates. No key is sent, even if the environment has one.</summary>
    /// <param name="baseUrl">Address of the API; null for <c>OPENROUTER_BASE_URL</c>, else <c>https://openrouter.ai/api/v1</c>.</param>
    /// <param name="cancellationToken">Ends the request; there is no other time limit.</param>
    /// <returns>The prices; empty when the server lists none.</returns>
    /// <exception cref="ArgumentException">The address cannot be used.</exception>
    /// <exception cref="LlmException">The list could not be read, or this server wants a key for it.</exception>
    public static async Task<PriceBook> ReadPricesAsync(string? baseUrl = null, CancellationToken cancellationToken = default)
    {
        var endpoint = OpenRouterEndpoint.CreateWithoutKey(new OpenRouterOptions { BaseUrl = baseUrl }, Environment.GetEnvironmentVariable);
        using var transport = new OpenRouterTransport(endpoint, http: null, TimeProvider.System);
        var (body, answer) = await transport.SendAsync(HttpMethod.Get, endpoint.ModelsUrl, content: null, cancellationToken).ConfigureAwait(false);
        return AccountReader.ReadPrices(body, answer);
    }
}
