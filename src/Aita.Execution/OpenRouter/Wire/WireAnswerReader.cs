using System.Text;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>
/// Reads answers of chat completions and chunks of streams. Unknown fields are skipped and known fields of an unexpected type count as
/// missing: only broken JSON is an error.
/// </summary>
internal static class WireAnswerReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>Reads one JSON object.</summary>
    /// <exception cref="JsonException">The text is not one complete JSON object.</exception>
    public static WireAnswer Read(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        var answer = default(WireAnswer);
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The text is not a JSON object.");
        }

        while (NextField(ref reader))
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                ReadChoices(ref reader, ref answer);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                ReadUsage(ref reader, ref answer);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                answer.Id = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                answer.Model = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("provider"u8))
            {
                answer.Provider = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                answer.Created = ReadInteger(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                answer.HasError |= ReadPresence(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // Anything but white space after the object throws here.
        reader.Read();
        return answer;
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ref WireAnswer answer)
    {
        if (!Enter(ref reader, JsonTokenType.StartArray))
        {
            return;
        }

        var first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (first && reader.TokenType == JsonTokenType.StartObject)
            {
                answer.HasChoice = true;
                ReadChoice(ref reader, ref answer);
            }
            else
            {
                reader.Skip();
            }

            first = false;
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, ref WireAnswer answer)
    {
        while (NextField(ref reader))
        {
            if (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("delta"u8))
            {
                ReadMessage(ref reader, ref answer);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                answer.FinishReason = ReadFinishReason(ref reader);
            }
            else if (reader.ValueTextEquals("native_finish_reason"u8))
            {
                answer.NativeFinishReason = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                answer.HasError |= ReadPresence(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ref WireAnswer answer)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject))
        {
            return;
        }

        while (NextField(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
            {
                answer.Text = ReadContent(ref reader);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                answer.Refusal = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                answer.HasToolCalls = ReadPresence(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Content is a text, null, or an array of parts whose texts belong together.</summary>
    private static string? ReadContent(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Of(ref reader);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var text = new StringBuilder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                text.Append(JsonText.Of(ref reader));
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                AppendPart(ref reader, text);
            }
            else
            {
                reader.Skip();
            }
        }

        return text.ToString();
    }

    private static void AppendPart(ref Utf8JsonReader reader, StringBuilder text)
    {
        string? part = null;
        var isText = true;
        while (NextField(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
            {
                part = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                isText = ReadText(ref reader) is "text" or "output_text";
            }
            else
            {
                reader.Skip();
            }
        }

        if (isText)
        {
            text.Append(part);
        }
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ref WireAnswer answer)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject))
        {
            return;
        }

        answer.HasUsage = true;
        while (NextField(ref reader))
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                answer.InputTokens = ReadInteger(ref reader);
            }
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                answer.OutputTokens = ReadInteger(ref reader);
            }
            else if (reader.ValueTextEquals("total_tokens"u8))
            {
                answer.TotalTokens = ReadInteger(ref reader);
            }
            else if (reader.ValueTextEquals("cost"u8))
            {
                answer.Cost = ReadMoney(ref reader);
            }
            else if (reader.ValueTextEquals("is_byok"u8))
            {
                reader.Read();
                answer.IsByok = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("cost_details"u8) || reader.ValueTextEquals("prompt_tokens_details"u8)
                || reader.ValueTextEquals("completion_tokens_details"u8))
            {
                ReadUsageDetails(ref reader, ref answer);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadUsageDetails(ref Utf8JsonReader reader, ref WireAnswer answer)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject))
        {
            return;
        }

        while (NextField(ref reader))
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
            {
                answer.CachedTokens = ReadInteger(ref reader);
            }
            else if (reader.ValueTextEquals("reasoning_tokens"u8))
            {
                answer.ReasoningTokens = ReadInteger(ref reader);
            }
            else if (reader.ValueTextEquals("upstream_inference_cost"u8))
            {
                answer.UpstreamCost = ReadMoney(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static bool NextField(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves into the value of the current field; passes over it when it is of another type.</summary>
    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        reader.Read();
        if (reader.TokenType == expected)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    /// <summary>Passes over a value. True unless it is null, false, or empty.</summary>
    private static bool ReadPresence(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var start = reader.BytesConsumed;
            reader.Skip();
            return reader.BytesConsumed > start + 1;
        }

        return reader.TokenType == JsonTokenType.Number || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0);
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Of(ref reader);
        }

        reader.Skip();
        return null;
    }

    /// <summary>The usual reasons without a new string for each answer.</summary>
    private static string? ReadFinishReason(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.ValueTextEquals("stop"u8) ? "stop" : reader.ValueTextEquals("length"u8) ? "length" : JsonText.Of(ref reader);
    }

    private static long? ReadInteger(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return null;
        }

        if (!reader.TryGetInt64(out var number))
        {
            if (!reader.TryGetDouble(out var approximate) || approximate is not (>= 0 and < 1e15))
            {
                return null;
            }

            number = (long)approximate;
        }

        return number >= 0 ? number : null;
    }

    private static decimal? ReadMoney(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetDecimal(out var money) && money >= 0 ? money : null;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return Money.Parse(JsonText.Of(ref reader));
        }

        reader.Skip();
        return null;
    }
}
