using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Writes chat completion requests in the OpenAI format. Immutable and thread-safe.</summary>
/// <param name="model">The model of requests that name none.</param>
/// <param name="maxTokensField">Field that the limit of output tokens is sent in.</param>
/// <param name="extraBody">More fields of every body.</param>
internal sealed class ChatRequestWriter(string model, string maxTokensField, JsonObject? extraBody)
{
    /// <summary>Fields that nobody else may set.</summary>
    public static readonly string[] OwnFields = ["model", "messages", "stream"];

    /// <summary>The default encoder writes '+' as six characters: images would be larger by 8 % and seven times slower to write.</summary>
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? _cachedWriter;

    private readonly string _model = model;
    private readonly string _maxTokensField = maxTokensField;
    private readonly KeyValuePair<string, string>[] _extraBody = Flatten(extraBody);

    /// <summary>Writes a request. The content holds the bytes of the images, not a copy.</summary>
    /// <exception cref="LlmException">The request holds something that cannot be sent (<see cref="FailureKind.Rejected"/>).</exception>
    public ChatRequestContent Write(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        RefuseUnsupported(options);
        var buffer = new PooledBuffer(4096);
        try
        {
            var writer = _cachedWriter ?? new Utf8JsonWriter(buffer, WriterOptions);
            _cachedWriter = null;
            writer.Reset(buffer);
            List<BodyInsert>? inserts = null;

            writer.WriteStartObject();
            writer.WriteString("model"u8, options?.ModelId ?? _model);
            WriteMessages(writer, buffer, messages, options?.Instructions, BreakpointOf(options), ref inserts);
            WriteOptions(writer, options);
            if (stream)
            {
                writer.WriteBoolean("stream"u8, true);
                writer.WritePropertyName("stream_options"u8);
                writer.WriteRawValue("{\"include_usage\":true}"u8, skipInputValidation: true);
            }

            writer.WriteEndObject();
            writer.Flush();
            _cachedWriter = writer;
            return new ChatRequestContent(buffer.Written, inserts, buffer);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Where the provider is to be told that the shared beginning ends; null when it is not.</summary>
    public static CacheBreakpoint? BreakpointOf(ChatOptions? options) =>
        options?.AdditionalProperties is { Count: > 0 } more && more.TryGetValue(CacheBreakpoint.Option, out var value) ? value as CacheBreakpoint : null;

    private static KeyValuePair<string, string>[] Flatten(JsonObject? body)
    {
        if (body is null)
        {
            return [];
        }

        var fields = new KeyValuePair<string, string>[body.Count];
        var next = 0;
        foreach (var (name, value) in body)
        {
            fields[next++] = new(name, value?.ToJsonString() ?? "null");
        }

        return fields;
    }

    private static void RefuseUnsupported(ChatOptions? options)
    {
        if (options?.Tools is { Count: > 0 })
        {
            throw new LlmException(
                FailureKind.Rejected,
                "OpenRouterChatClient does not call tools: remove ChatOptions.Tools, or plug in another IChatClient.");
        }

        if (options?.ConversationId is not null)
        {
            throw new LlmException(
                FailureKind.Rejected,
                "OpenRouterChatClient keeps no conversations: remove ChatOptions.ConversationId and send all messages.");
        }
    }

    private static void WriteMessages(
        Utf8JsonWriter writer, PooledBuffer buffer, IEnumerable<ChatMessage> messages, string? instructions, CacheBreakpoint? breakpoint, ref List<BodyInsert>? inserts)
    {
        writer.WriteStartArray("messages"u8);
        if (instructions is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "system"u8);
            writer.WriteString("content"u8, instructions);
            writer.WriteEndObject();
        }

        if (messages is IReadOnlyList<ChatMessage> list)
        {
            // The usual case, without an enumerator on the heap.
            for (var i = 0; i < list.Count; i++)
            {
                ChatContentWriter.WriteMessage(writer, buffer, list[i], breakpoint?.Message == i ? breakpoint.Part : -1, ref inserts);
            }
        }
        else
        {
            var i = 0;
            foreach (var message in messages)
            {
                ChatContentWriter.WriteMessage(writer, buffer, message, breakpoint?.Message == i++ ? breakpoint.Part : -1, ref inserts);
            }
        }

        writer.WriteEndArray();
    }

    private void WriteOptions(Utf8JsonWriter writer, ChatOptions? options)
    {
        var more = options?.AdditionalProperties is { Count: > 0 } properties ? properties : null;
        if (options is not null)
        {
            WriteNumber(writer, more, "temperature", options.Temperature);
            WriteNumber(writer, more, "top_p", options.TopP);
            WriteNumber(writer, more, "top_k", options.TopK);
            WriteNumber(writer, more, "frequency_penalty", options.FrequencyPenalty);
            WriteNumber(writer, more, "presence_penalty", options.PresencePenalty);
            WriteNumber(writer, more, _maxTokensField, options.MaxOutputTokens);
            WriteNumber(writer, more, "seed", options.Seed);
            if (options.StopSequences is { Count: > 0 } stops && IsFree(more, "stop"))
            {
                writer.WriteStartArray("stop"u8);
                foreach (var stop in stops)
                {
                    writer.WriteStringValue(stop);
                }

                writer.WriteEndArray();
            }

            if (options.Reasoning?.Effort is { } effort && IsFree(more, "reasoning_effort"))
            {
                writer.WriteString("reasoning_effort"u8, NameOf(effort));
            }

            if (options.ResponseFormat is { } format && IsFree(more, "response_format"))
            {
                ResponseFormatWriter.Write(writer, format);
            }
        }

        if (more is not null)
        {
            foreach (var (name, value) in more)
            {
                if (Array.IndexOf(OwnFields, name) >= 0)
                {
                    throw new LlmException(
                        FailureKind.Rejected, $"ChatOptions.AdditionalProperties contains '{name}', which the client writes itself: remove it.");
                }

                if (value is CacheBreakpoint)
                {
                    continue;
                }

                writer.WritePropertyName(name);
                JsonValueWriter.Write(writer, name, value);
            }
        }

        foreach (var (name, json) in _extraBody)
        {
            if (IsFree(more, name) && !IsSet(options, name))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json, skipInputValidation: true);
            }
        }
    }

    private static bool IsFree(AdditionalPropertiesDictionary? more, string name) => more is null || !more.ContainsKey(name);

    private bool IsSet(ChatOptions? options, string name) => options is not null && name switch
    {
        "temperature" => options.Temperature is not null,
        "top_p" => options.TopP is not null,
        "top_k" => options.TopK is not null,
        "frequency_penalty" => options.FrequencyPenalty is not null,
        "presence_penalty" => options.PresencePenalty is not null,
        "seed" => options.Seed is not null,
        "stop" => options.StopSequences is { Count: > 0 },
        "reasoning_effort" => options.Reasoning?.Effort is not null,
        "response_format" => options.ResponseFormat is not null,
        _ => name == _maxTokensField && options.MaxOutputTokens is not null,
    };

    private static void WriteNumber(Utf8JsonWriter writer, AdditionalPropertiesDictionary? more, string name, float? value)
    {
        if (value is { } number && IsFree(more, name))
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, AdditionalPropertiesDictionary? more, string name, long? value)
    {
        if (value is { } number && IsFree(more, name))
        {
            writer.WriteNumber(name, number);
        }
    }

    private static string NameOf(ReasoningEffort effort) => effort switch
    {
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        _ => "xhigh",
    };
}
