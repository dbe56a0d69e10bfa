using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// A chat client for OpenRouter and every server that speaks the OpenAI format. Sends text, images and PDF files; reads cost, provider,
/// rate limits and every form of error. Sends each request once: retries are the executor's. Thread-safe; one client serves any number of
/// requests at the same time.
/// </summary>
/// <remarks>
/// Every failure is an <see cref="LlmException"/> with a classified <see cref="LlmFailure"/>, except cancellation, which is an
/// <see cref="OperationCanceledException"/>. Images are encoded while they are sent: their bytes must not change during a request.
/// </remarks>
public sealed class OpenRouterChatClient : IChatClient
{
    private readonly OpenRouterTransport _transport;
    private readonly ChatRequestWriter _writer;
    private readonly ChatClientMetadata _metadata;

    private OpenRouterChatClient(OpenRouterTransport transport, ChatRequestWriter writer)
    {
        _transport = transport;
        _writer = writer;
        _metadata = new ChatClientMetadata("openrouter", transport.Endpoint.BaseUrl, transport.Endpoint.Model);
    }

    /// <summary>
    /// Creates a client. What the options leave out is read from <c>OPENROUTER_API_KEY</c>, <c>OPENROUTER_MODEL</c> and
    /// <c>OPENROUTER_BASE_URL</c>.
    /// </summary>
    /// <param name="options">Settings; null leaves everything to the environment.</param>
    /// <exception cref="ArgumentException">The settings cannot be used; lists every error.</exception>
    /// <exception cref="LlmException">There is no key and the endpoint is not on this machine (<see cref="FailureKind.Unauthorized"/>).</exception>
    public static OpenRouterChatClient Create(OpenRouterOptions? options = null) =>
        Create(options ?? new OpenRouterOptions(), Environment.GetEnvironmentVariable, TimeProvider.System);

    internal static OpenRouterChatClient Create(OpenRouterOptions options, Func<string, string?> environment, TimeProvider time)
    {
        var endpoint = OpenRouterEndpoint.Create(options, environment);
        return new OpenRouterChatClient(
            new OpenRouterTransport(endpoint, options.HttpClient, time),
            new ChatRequestWriter(endpoint.Model, options.MaxTokensField, options.ExtraBody));
    }

    /// <summary>Whether a <c>session_id</c> keeps requests at one provider, whose cache they then share.</summary>
    internal bool RoutesBySession => _transport.Endpoint.RoutesBySession;

    /// <summary>About one round trip to the server; null when it is not known (yet).</summary>
    internal TimeSpan? RoundTrip => _transport.RoundTrip;

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var content = options?.RawRepresentationFactory?.Invoke(this) is RawRequest raw
            ? ToContent(raw, options)
            : _writer.Write(messages, options, stream: false);
        var (body, answer) = await _transport.SendAsync(HttpMethod.Post, _transport.Endpoint.ChatUrl, content, cancellationToken).ConfigureAwait(false);
        return ChatResponseBuilder.Build(body, answer);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (options?.RawRepresentationFactory?.Invoke(this) is RawRequest)
        {
            throw new LlmException(FailureKind.Rejected, "A raw request cannot be streamed: call GetResponseAsync.");
        }

        var (response, answer) = await _transport.OpenStreamAsync(_writer.Write(messages, options, stream: true), cancellationToken).ConfigureAwait(false);
        using (response)
        {
            await foreach (var update in new ChatStreamReader(_transport, answer).ReadAsync(response, cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }
        }
    }

    /// <summary>Reads the prices of all models the provider lists, for estimates; what a call really costs comes with its answer.</summary>
    /// <returns>The prices; empty when the server lists none.</returns>
    /// <exception cref="LlmException">The list could not be read.</exception>
    public async Task<PriceBook> ReadPricesAsync(CancellationToken cancellationToken = default)
    {
        var (body, answer) = await GetAsync(_transport.Endpoint.ModelsUrl, cancellationToken).ConfigureAwait(false);
        return AccountReader.ReadPrices(body, answer);
    }

    /// <summary>Asks OpenRouter what the key may still spend. Costs nothing and is the quickest check that the key is accepted.</summary>
    /// <exception cref="LlmException">The key is not accepted, or the server knows no such question.</exception>
    public async Task<KeyStatus> CheckKeyAsync(CancellationToken cancellationToken = default)
    {
        var (body, answer) = await GetAsync(_transport.Endpoint.Resolve("/key"), cancellationToken).ConfigureAwait(false);
        return AccountReader.ReadKey(body, answer);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Closes the connections. An <see cref="OpenRouterOptions.HttpClient"/> of one's own stays open.</summary>
    public void Dispose() => _transport.Dispose();

    /// <summary>Model and endpoint, without the key.</summary>
    public override string ToString() => $"{nameof(OpenRouterChatClient)} {{ Model = {_transport.Endpoint.Model}, BaseUrl = {_transport.Endpoint.BaseUrl} }}";

    private ChatRequestContent ToContent(RawRequest raw, ChatOptions options)
    {
        var mark = ChatRequestWriter.BreakpointOf(options);
        var marks = mark is null ? null : RawBreakpoint.Mark(raw.Body.Span, mark.BodyEnd);
        var content = RawRequestReader.ToContent(raw.Body, options.ModelId ?? _transport.Endpoint.Model, raw.ReplacesModel, marks);
        if (options.AdditionalProperties?.TryGetValue(PrefixRouting.SessionField, out var session) == true && session is string id)
        {
            content.Headers.TryAddWithoutValidation("x-session-id", id); // no field of the body
        }

        return content;
    }

    private Task<(ReadOnlyMemory<byte> Body, ProviderAnswer Answer)> GetAsync(Uri url, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Get, url, content: null, cancellationToken);
}
