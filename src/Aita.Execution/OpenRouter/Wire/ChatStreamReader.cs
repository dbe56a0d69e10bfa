using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Reads one streamed answer. An error in the middle of the stream, or its early end, is an <see cref="LlmException"/>.</summary>
internal sealed class ChatStreamReader(OpenRouterTransport transport, ProviderAnswer answer)
{
    private bool _done;
    private bool _finished;
    private bool _refused;
    private bool _said;

    public async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            // An error inside a 200, or a server that does not stream.
            foreach (var update in (await ReadWholeAsync(response, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        var stream = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), BodyReader.MaxLength);
        await using (stream.ConfigureAwait(false))
        {
            var events = SseParser.Create(stream, static (_, data) => data.ToArray()).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (events.ConfigureAwait(false))
            {
                while (!_done && await MoveNextAsync(events, cancellationToken).ConfigureAwait(false))
                {
                    if (Read(events.Current.Data) is { } update)
                    {
                        yield return update;
                    }
                }
            }
        }

        if (!_finished && !(_done && _said))
        {
            throw new LlmException(FailureKind.Server, "The provider's stream ended before the answer was complete.") { RateLimits = answer.RateLimits };
        }
    }

    private async Task<ChatResponse> ReadWholeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return ChatResponseBuilder.Build(await BodyReader.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false), answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw transport.Translate(exception, cancellationToken);
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<SseItem<byte[]>> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw transport.Translate(exception, cancellationToken);
        }
    }

    /// <summary>Reads one event. Null when it says nothing.</summary>
    private ChatResponseUpdate? Read(byte[] data)
    {
        if (data.AsSpan().Trim(" \t\r\n"u8) is [] or [(byte)'[', (byte)'D', (byte)'O', (byte)'N', (byte)'E', (byte)']'])
        {
            _done = data.Length > 0;
            return null;
        }

        WireAnswer wire;
        try
        {
            wire = WireAnswerReader.Read(data);
        }
        catch (JsonException exception)
        {
            throw ProviderError.Unreadable(answer, data, exception);
        }

        if (wire.HasError || wire.FinishReason == "error")
        {
            throw ProviderError.FromBody(answer, data);
        }

        _refused |= !string.IsNullOrEmpty(wire.Refusal);
        _said |= !string.IsNullOrEmpty(wire.Text) || _refused || wire.HasToolCalls;
        _finished |= wire.FinishReason is not null;
        return ToUpdate(wire, data);
    }

    private ChatResponseUpdate ToUpdate(in WireAnswer wire, byte[] data)
    {
        var update = new ChatResponseUpdate
        {
            Role = ChatRole.Assistant,
            ResponseId = wire.Id,
            MessageId = wire.Id,
            ModelId = wire.Model,
            CreatedAt = ChatResponseBuilder.ToTime(wire.Created),
            FinishReason = wire.FinishReason is null ? null
                : _refused ? ChatFinishReason.ContentFilter
                : ChatResponseBuilder.ToFinishReason(wire.FinishReason),
        };
        if (wire.Text is { Length: > 0 } text)
        {
            update.Contents.Add(new TextContent(text));
        }
        else if (wire.Refusal is { Length: > 0 } refusal)
        {
            update.Contents.Add(new TextContent(refusal));
        }

        if (ChatResponseBuilder.ToUsage(wire) is { } usage)
        {
            update.Contents.Add(new UsageContent(usage));
            update.RawRepresentation = ChatResponseBuilder.ToRaw(wire, data, answer);
        }

        return update;
    }
}
