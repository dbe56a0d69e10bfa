using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// The task key: a hash of everything that decides a model's answer. A recorded outcome is reused only under the same key, or under one
/// that differs in nothing but the output limit when its answer was not cut off. The same request has the same key
/// on every machine and in every release; different requests have different keys. Pure; thread-safe.
/// </summary>
public static class TaskKey
{
    // Part of every key: to change what goes into a key is to change this text, and so all keys.
    private const string Scheme = "aita task key 1";
    private const int BufferBytes = 2048;

    /// <summary>Computes the key of a request.</summary>
    /// <param name="messages">The messages, with the bytes of their images.</param>
    /// <param name="options">Temperature, output limit, response format, tools and so on.</param>
    /// <param name="defaultModel">The model of the client, for requests whose options name none.</param>
    /// <returns>SHA-256 in lower-case hexadecimal, 64 digits.</returns>
    /// <exception cref="LlmException">The request has content that cannot be written as JSON, so that no key can stand for it.</exception>
    public static string Compute(IReadOnlyList<ChatMessage> messages, ChatOptions? options, string? defaultModel) =>
        Compute(messages, options, defaultModel, default);

    /// <summary>Computes the key of a request part of which is given as the bytes of its body.</summary>
    /// <param name="messages">The messages, with the bytes of their images.</param>
    /// <param name="options">Temperature, output limit, response format, tools and so on.</param>
    /// <param name="defaultModel">The model of the client, for requests whose options name none.</param>
    /// <param name="rawBody">What <see cref="ChatOptions.RawRepresentationFactory"/> gives the client; empty when it gives nothing.</param>
    /// <param name="sampleIndex">Which of several samples of the same request it is; null when it is not one.</param>
    /// <returns>SHA-256 in lower-case hexadecimal, 64 digits.</returns>
    /// <exception cref="LlmException">The request has content that cannot be written as JSON, so that no key can stand for it.</exception>
    public static string Compute(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, string? defaultModel, ReadOnlyMemory<byte> rawBody, int? sampleIndex = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var hash = new KeyHash(stackalloc byte[BufferBytes]);
        try
        {
            hash.Add('!', Scheme);
            hash.Add('m', options?.ModelId ?? defaultModel);
            foreach (var message in messages)
            {
                AddMessage(ref hash, message);
            }

            AddOptions(ref hash, options);
            if (!rawBody.IsEmpty)
            {
                hash.Add('R', rawBody.Span);
            }

            hash.Add('N', sampleIndex);
            return hash.Finish();
        }
        finally
        {
            hash.Dispose();
        }
    }

    private static void AddMessage(ref KeyHash hash, ChatMessage message)
    {
        hash.Add('M', message.Role.Value);
        hash.Add('a', message.AuthorName);
        AddProperties(ref hash, message.AdditionalProperties);
        foreach (var content in message.Contents)
        {
            AddContent(ref hash, content);
            AddProperties(ref hash, content.AdditionalProperties);
        }
    }

    private static void AddContent(ref KeyHash hash, AIContent content)
    {
        switch (content)
        {
            case TextReasoningContent reasoning:
                hash.Add('r', reasoning.Text);
                break;
            case TextContent text:
                hash.Add('t', text.Text);
                break;
            case DataContent data:
                hash.Add('d', data.MediaType);
                hash.Add('n', data.Name);
                hash.Add('b', data.Data.Span);
                break;
            case UriContent uri:
                hash.Add('u', uri.Uri.OriginalString);
                hash.Add('y', uri.MediaType);
                break;
            default:
                hash.Add('c', content.GetType().Name);
                AddJson(ref hash, content);
                break;
        }
    }

    private static void AddOptions(ref KeyHash hash, ChatOptions? options)
    {
        if (options is null)
        {
            return;
        }

        hash.Add('C', options.ConversationId);
        hash.Add('I', options.Instructions);
        hash.Add('T', options.Temperature);
        hash.Add('X', options.MaxOutputTokens);
        hash.Add('P', options.TopP);
        hash.Add('K', options.TopK);
        hash.Add('F', options.FrequencyPenalty);
        hash.Add('E', options.PresencePenalty);
        hash.Add('S', options.Seed);
        hash.Add('e', options.Reasoning?.Effort?.ToString());
        hash.Add('o', options.Reasoning?.Output?.ToString());
        foreach (var stop in options.StopSequences ?? [])
        {
            hash.Add('s', stop);
        }

        AddResponseFormat(ref hash, options.ResponseFormat);
        AddTools(ref hash, options);
        AddProperties(ref hash, options.AdditionalProperties);
    }

    private static void AddResponseFormat(ref KeyHash hash, ChatResponseFormat? format)
    {
        if (format is ChatResponseFormatJson json)
        {
            hash.Add('J', json.SchemaName ?? "");
            hash.Add('j', json.SchemaDescription);
            if (json.Schema is { } schema)
            {
                hash.Add('k', JsonMarshal.GetRawUtf8Value(schema));
            }
        }
        else if (format is not null)
        {
            hash.Add('f', format.GetType().Name);
        }
    }

    private static void AddTools(ref KeyHash hash, ChatOptions options)
    {
        foreach (var tool in options.Tools ?? [])
        {
            hash.Add('L', tool.Name);
            hash.Add('l', tool.Description);
            if (tool is AIFunctionDeclaration function)
            {
                hash.Add('q', JsonMarshal.GetRawUtf8Value(function.JsonSchema));
            }
        }

        hash.Add('A', options.AllowMultipleToolCalls is { } several ? (several ? 1L : 0L) : null);
        hash.Add('Q', options.ToolMode?.GetType().Name);
        hash.Add('z', (options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName);
    }

    private static void AddProperties(ref KeyHash hash, AdditionalPropertiesDictionary? properties)
    {
        if (properties is not { Count: > 0 })
        {
            return;
        }

        foreach (var (name, value) in properties.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            hash.Add('p', name);
            if (value is string text)
            {
                hash.Add('v', text);
            }
            else if (value is not null)
            {
                AddJson(ref hash, value);
            }
        }
    }

    private static void AddJson(ref KeyHash hash, object value)
    {
        try
        {
            var type = value is AIContent ? typeof(AIContent) : value.GetType();
            hash.Add('w', JsonSerializer.SerializeToUtf8Bytes(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(type)));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw new LlmException(
                FailureKind.Rejected,
                $"No task key can be made of a request with a {value.GetType()} in it ({e.Message}). Use text, numbers or a JsonElement instead, "
                + "or switch checkpoints off.",
                e);
        }
    }
}
