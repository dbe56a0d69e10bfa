using System.Net;
using System.Net.Http.Headers;

namespace Aita.Execution;

/// <summary>Sends one request and turns every way in which that fails into an <see cref="LlmException"/>. Thread-safe. Never retries.</summary>
internal sealed class OpenRouterTransport : IDisposable
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly TimeProvider _time;
    private readonly Connector _connector;

    public OpenRouterTransport(OpenRouterEndpoint endpoint, HttpClient? http, TimeProvider time)
    {
        Endpoint = endpoint;
        _time = time;
        _connector = new Connector(time);
        _ownsHttp = http is null;
        _http = http ?? NewHttpClient(_connector);
    }

    public OpenRouterEndpoint Endpoint { get; }

    /// <summary>About one round trip to the server; null before the first connection, and with an <see cref="HttpClient"/> of one's own.</summary>
    public TimeSpan? RoundTrip => _connector.Fastest;

    /// <summary>Posts a request and reads the whole answer. The content is disposed.</summary>
    public async Task<(ReadOnlyMemory<byte> Body, ProviderAnswer Answer)> SendAsync(
        HttpMethod method, Uri url, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = Endpoint.NewRequest(method, url);
        request.Content = content;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var answer = ProviderAnswer.From(response, Endpoint, _time);
            var body = await BodyReader.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? (body, answer) : throw ProviderError.FromBody(answer, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Translate(exception, cancellationToken);
        }
    }

    /// <summary>Posts a request and gives the answer as soon as its headers are there. The caller disposes the answer; the content is disposed here.</summary>
    public async Task<(HttpResponseMessage Response, ProviderAnswer Answer)> OpenStreamAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var request = Endpoint.NewRequest(HttpMethod.Post, Endpoint.ChatUrl);
        request.Content = content;
        request.Headers.Accept.Add(EventStream);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var answer = ProviderAnswer.From(response, Endpoint, _time);
            if (!response.IsSuccessStatusCode)
            {
                var body = await BodyReader.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
                throw ProviderError.FromBody(answer, body);
            }

            var opened = response;
            response = null;
            return (opened, answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Translate(exception, cancellationToken);
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>Cancellation stays what it is; everything else becomes a failure that names the host.</summary>
    public Exception Translate(Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return exception as OperationCanceledException ?? new OperationCanceledException(exception.Message, exception, cancellationToken);
        }

        var failure = FailureClassifier.Classify(exception, timedOut: false, cancelled: false);
        return new LlmException(failure with { Message = Endpoint.Redact($"{failure.Message.TrimEnd('.')} ({Endpoint.BaseUrl.Authority}).") }, exception);
    }

    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private static HttpClient NewHttpClient(Connector connector) => new(new SocketsHttpHandler
    {
        ConnectCallback = connector.ConnectAsync,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // New connections see changed DNS entries; idle ones survive slow rates.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),

        // No trace ids to providers.
        ActivityHeadersPropagator = null,
    })
    {
        // The executor limits the time of an attempt.
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
