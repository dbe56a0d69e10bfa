using System.Net.Http.Headers;

namespace Aita.Execution;

/// <summary>Where requests go and what every one of them carries: options and environment put together and checked. Immutable.</summary>
internal sealed class OpenRouterEndpoint
{
    public const string DefaultModel = "google/gemini-2.5-flash";

    public const string DefaultBaseUrl = "https://openrouter.ai/api/v1";

    private const string OpenRouterHost = "openrouter.ai";

    private const string ChatPath = "/chat/completions";

    private const int ShortestSecret = 8;

    private readonly AuthenticationHeaderValue? _authorization;
    private readonly string? _apiKey;
    private readonly string? _appTitle;
    private readonly string? _appUrl;
    private readonly string? _sessionId;
    private readonly string _root;

    private OpenRouterEndpoint(OpenRouterOptions options, Uri baseUrl, string model)
    {
        BaseUrl = baseUrl;
        Model = model;
        _root = baseUrl.AbsoluteUri.TrimEnd('/');
        ChatUrl = new Uri(_root + ChatPath);
        _apiKey = options.ApiKey;
        _authorization = options.ApiKey is { } key ? new AuthenticationHeaderValue("Bearer", key) : null;
        _appTitle = options.AppTitle;
        _appUrl = options.AppUrl;
        _sessionId = options.SessionId;
    }

    public Uri BaseUrl { get; }

    public Uri ChatUrl { get; }

    public Uri ModelsUrl => Resolve("/models");

    public string Model { get; }

    /// <summary>Fills the gaps of the options from the environment.</summary>
    /// <exception cref="ArgumentException">The options cannot be used; lists every error.</exception>
    /// <exception cref="LlmException">There is no key and the endpoint is not on this machine.</exception>
    public static OpenRouterEndpoint Create(OpenRouterOptions options, Func<string, string?> environment)
    {
        var endpoint = Fill(options, environment, options.ApiKey ?? Setting(environment, "OPENROUTER_API_KEY"));
        return endpoint._apiKey is not null || endpoint.BaseUrl.IsLoopback ? endpoint : throw new LlmException(
            FailureKind.Unauthorized,
            $"There is no API key for {endpoint.BaseUrl.Host}: set the environment variable OPENROUTER_API_KEY, or point OPENROUTER_BASE_URL to a server on this machine.");
    }

    /// <summary>The same for what is open to everyone: a key is not needed, and not sent.</summary>
    /// <exception cref="ArgumentException">The options cannot be used; lists every error.</exception>
    public static OpenRouterEndpoint CreateWithoutKey(OpenRouterOptions options, Func<string, string?> environment) =>
        Fill(options, environment, apiKey: null);

    /// <summary>Reads a base address; a pasted <c>/chat/completions</c> at its end is dropped. Null when it cannot be used.</summary>
    public static Uri? ParseBaseUrl(string text)
    {
        var trimmed = text.Trim().TrimEnd('/');
        if (trimmed.EndsWith(ChatPath, StringComparison.OrdinalIgnoreCase))
        {
            trimmed = trimmed[..^ChatPath.Length];
        }

        return Uri.TryCreate(trimmed, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0
            ? url
            : null;
    }

    public HttpRequestMessage NewRequest(HttpMethod method, Uri url)
    {
        var request = new HttpRequestMessage(method, url);
        var headers = request.Headers;
        headers.Authorization = _authorization;
        headers.TryAddWithoutValidation("User-Agent", "Aita");
        if (_appUrl is not null)
        {
            headers.TryAddWithoutValidation("HTTP-Referer", _appUrl);
        }

        if (_appTitle is not null)
        {
            headers.TryAddWithoutValidation("X-OpenRouter-Title", _appTitle);
        }

        if (_sessionId is not null)
        {
            headers.TryAddWithoutValidation("x-session-id", _sessionId);
        }

        return request;
    }

    /// <summary>Whether a session of the request keeps it at one provider, and none has been set for all requests.</summary>
    public bool RoutesBySession =>
        _sessionId is null
        && (BaseUrl.Host.Equals(OpenRouterHost, StringComparison.OrdinalIgnoreCase) || BaseUrl.Host.EndsWith("." + OpenRouterHost, StringComparison.OrdinalIgnoreCase));

    public Uri Resolve(string path) => new(_root + path);

    /// <summary>Removes the key from a text that a provider sent. A stand-in for a key, such as "x" for a server of one's own, is no secret.</summary>
    public string Redact(string text) =>
        _apiKey is { Length: >= ShortestSecret } ? text.Replace(_apiKey, "***", StringComparison.Ordinal) : text;

    private static OpenRouterEndpoint Fill(OpenRouterOptions options, Func<string, string?> environment, string? apiKey)
    {
        var filled = new OpenRouterOptions
        {
            ApiKey = apiKey,
            Model = options.Model ?? Setting(environment, "OPENROUTER_MODEL") ?? DefaultModel,
            BaseUrl = options.BaseUrl ?? Setting(environment, "OPENROUTER_BASE_URL") ?? DefaultBaseUrl,
            AppTitle = options.AppTitle,
            AppUrl = options.AppUrl,
            SessionId = options.SessionId,
            MaxTokensField = options.MaxTokensField,
            ExtraBody = options.ExtraBody,
        };
        var errors = filled.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        return new OpenRouterEndpoint(filled, ParseBaseUrl(filled.BaseUrl)!, filled.Model);
    }

    private static string? Setting(Func<string, string?> environment, string name) =>
        environment(name)?.Trim() is { Length: > 0 } value ? value : null;
}
