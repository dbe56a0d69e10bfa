using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>Writes completions, whole or as the events of a stream, in OpenRouter's form.</summary>
internal static class CompletionWriter
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static void WriteWhole(IBufferWriter<byte> output, in CompletionHead head, Answer answer, in Usage usage)
    {
        using var json = new Utf8JsonWriter(output, WriterOptions);
        WriteHead(json, head, "chat.completion"u8);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteNull("logprobs"u8);
        WriteFinish(json, answer);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, answer.Content);
        json.WriteString("refusal"u8, answer.Refusal);
        json.WriteNull("reasoning"u8);
        json.WriteEndObject();
        WriteError(json, answer);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json, usage);
        json.WriteEndObject();
    }

    /// <summary>One event with a piece of text.</summary>
    public static void WritePiece(IBufferWriter<byte> output, in CompletionHead head, string text)
    {
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, WriterOptions))
        {
            WriteHead(json, head, "chat.completion.chunk"u8);
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("delta"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, text);
            json.WriteEndObject();
            json.WriteNull("finish_reason"u8);
            json.WriteNull("native_finish_reason"u8);
            json.WriteNull("logprobs"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    /// <summary>The last event with a choice: an empty piece and the finish reason, with the error beside it if there is one.</summary>
    public static void WriteLastPiece(IBufferWriter<byte> output, in CompletionHead head, Answer answer)
    {
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, WriterOptions))
        {
            WriteHead(json, head, "chat.completion.chunk"u8);
            WriteError(json, answer);
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("delta"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, ""u8);
            if (answer.Refusal is not null)
            {
                json.WriteString("refusal"u8, answer.Refusal);
            }

            json.WriteEndObject();
            WriteFinish(json, answer);
            json.WriteNull("logprobs"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    /// <summary>The event with the usage and no choice, and the end mark.</summary>
    public static void WriteEnd(IBufferWriter<byte> output, in CompletionHead head, in Usage usage)
    {
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, WriterOptions))
        {
            WriteHead(json, head, "chat.completion.chunk"u8);
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            WriteUsage(json, usage);
            json.WriteEndObject();
        }

        output.Write("\n\ndata: [DONE]\n\n"u8);
    }

    private static void WriteHead(Utf8JsonWriter json, in CompletionHead head, ReadOnlySpan<byte> kind)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, head.Id);
        json.WriteString("provider"u8, "Simulator"u8);
        json.WriteString("model"u8, head.Model);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, head.Created);
        json.WriteString("system_fingerprint"u8, "simulated"u8);
    }

    private static void WriteFinish(Utf8JsonWriter json, Answer answer)
    {
        json.WriteString("finish_reason"u8, answer.FinishReason);
        json.WriteString("native_finish_reason"u8, answer.NativeFinishReason);
    }

    private static void WriteError(Utf8JsonWriter json, Answer answer)
    {
        if (answer.Error is { } error)
        {
            ErrorWriter.WriteError(json, error);
        }
    }

    private static void WriteUsage(Utf8JsonWriter json, in Usage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
        json.WriteNumber("completion_tokens"u8, usage.CompletionTokens);
        json.WriteNumber("total_tokens"u8, usage.PromptTokens + usage.CompletionTokens);
        json.WriteNumber("cost"u8, usage.Cost);
        json.WriteBoolean("is_byok"u8, false);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedTokens);
        json.WriteNumber("cache_write_tokens"u8, usage.CacheWriteTokens);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteStartObject("cost_details"u8);
        json.WriteNull("upstream_inference_cost"u8);
        json.WriteNumber("upstream_inference_prompt_cost"u8, usage.PromptCost);
        json.WriteNumber("upstream_inference_completions_cost"u8, usage.CompletionCost);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
