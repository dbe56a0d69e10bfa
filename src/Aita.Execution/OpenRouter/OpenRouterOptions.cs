using System.Text.Json.Nodes;

namespace Aita.Execution;

/// <summary>
/// How an <see cref="OpenRouterChatClient"/> reaches its provider. What is left out is read from the environment.
/// Checked once, with all errors in one message.
/// </summary>
public sealed class OpenRouterOptions
{
    /// <summary>The API key. Sent to <see cref="BaseUrl"/> and shown nowhere.</summary>
    /// <value>Default: the environment variable <c>OPENROUTER_API_KEY</c>. May be missing when the endpoint is on this machine.</value>
    public string? ApiKey { get; init; }

    /// <summary>The model of requests that name none, for example <c>google/gemini-2.5-flash</c>.</summary>
    /// <value>Default: the environment variable <c>OPENROUTER_MODEL</c>, else <c>google/gemini-2.5-flash</c>.</value>
    public string? Model { get; init; }

    /// <summary>
    /// Address of the API, with or without a slash at its end; <c>/chat/completions</c> is appended. Any server that speaks the OpenAI
    /// format works: <c>http://localhost:11434/v1</c> is Ollama.
    /// </summary>
    /// <value>Default: the environment variable <c>OPENROUTER_BASE_URL</c>, else <c>https://openrouter.ai/api/v1</c>.</value>
    public string? BaseUrl { get; init; }

    /// <summary>Name of the application in OpenRouter's rankings (header <c>X-OpenRouter-Title</c>). Printable ASCII.</summary>
    /// <value>Default null: not sent.</value>
    public string? AppTitle { get; init; }

    /// <summary>Address of the application in OpenRouter's rankings (header <c>HTTP-Referer</c>). Printable ASCII.</summary>
    /// <value>Default null: not sent.</value>
    public string? AppUrl { get; init; }

    /// <summary>
    /// Groups the requests of one run (header <c>x-session-id</c>, at most 256 printable ASCII characters): OpenRouter sends them to the
    /// same provider, so that they share its prompt cache.
    /// </summary>
    /// <value>Default null: not sent.</value>
    public string? SessionId { get; init; }

    /// <summary>
    /// Name of the body field that <see cref="Microsoft.Extensions.AI.ChatOptions.MaxOutputTokens"/> is sent in. Ollama reads only
    /// <c>max_tokens</c>; newer OpenAI models only <c>max_completion_tokens</c>. OpenRouter takes both.
    /// </summary>
    /// <value>Default <c>max_tokens</c>.</value>
    public string MaxTokensField { get; init; } = "max_tokens";

    /// <summary>
    /// More fields of the request body, such as <c>provider</c>, <c>plugins</c> or <c>models</c>. A field of the request's own options wins.
    /// Copied when the client is created.
    /// </summary>
    /// <value>Default null: none.</value>
    public JsonObject? ExtraBody { get; init; }

    /// <summary>
    /// A client to send with, for a proxy or a certificate of one's own. It is not disposed, and its <see cref="HttpClient.Timeout"/>
    /// applies: set it to infinite when the executor limits the time of an attempt.
    /// </summary>
    /// <value>Default null: one is made (HTTP/1.1, no cookies, no redirects, 10 s to connect, no other time limit).</value>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Everything that is wrong with the options as they stand; empty when they can be used. What is left out is not an error.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (ApiKey is not null && !IsHeaderText(ApiKey, 4096))
        {
            errors.Add($"{nameof(ApiKey)} is empty or contains characters that no key has: copy it again, without spaces or line breaks.");
        }

        if (Model is not null && string.IsNullOrWhiteSpace(Model))
        {
            errors.Add($"{nameof(Model)} is blank: name a model such as {OpenRouterEndpoint.DefaultModel}, or leave it out.");
        }

        if (BaseUrl is not null && OpenRouterEndpoint.ParseBaseUrl(BaseUrl) is null)
        {
            errors.Add($"{nameof(BaseUrl)} is '{BaseUrl}': use an http or https address without user name, query and fragment, such as {OpenRouterEndpoint.DefaultBaseUrl}.");
        }

        CheckHeader(nameof(AppTitle), AppTitle, 4096);
        CheckHeader(nameof(AppUrl), AppUrl, 4096);
        CheckHeader(nameof(SessionId), SessionId, 256);
        if (string.IsNullOrWhiteSpace(MaxTokensField))
        {
            errors.Add($"{nameof(MaxTokensField)} is blank: use max_tokens or max_completion_tokens.");
        }

        if (ExtraBody is not null)
        {
            foreach (var name in ChatRequestWriter.OwnFields)
            {
                if (ExtraBody.ContainsKey(name))
                {
                    errors.Add($"{nameof(ExtraBody)} contains '{name}', which the client writes itself: remove it.");
                }
            }
        }

        return errors;

        void CheckHeader(string name, string? value, int maxLength)
        {
            if (value is not null && !IsHeaderText(value, maxLength))
            {
                errors.Add($"{name} is '{value}': use 1 to {maxLength} printable ASCII characters, or leave it out.");
            }
        }
    }

    /// <summary>The options without the key.</summary>
    public override string ToString() =>
        $"{nameof(OpenRouterOptions)} {{ Model = {Model}, BaseUrl = {BaseUrl}, ApiKey = {(string.IsNullOrEmpty(ApiKey) ? "none" : "***")} }}";

    private static bool IsHeaderText(string value, int maxLength)
    {
        if (value.Length == 0 || value.Length > maxLength || value.Trim().Length != value.Length)
        {
            return false;
        }

        foreach (var c in value)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }
}
