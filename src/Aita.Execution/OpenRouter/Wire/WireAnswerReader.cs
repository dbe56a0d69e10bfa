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

        while (WireValue.NextField(ref reader))
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
                answer.Id = WireValue.Text(ref reader);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                answer.Model = WireValue.Text(ref reader);
            }
            else if (reader.ValueTextEquals("provider"u8))
            {
                answer.Provider = WireValue.Text(ref reader);
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                answer.Created = WireValue.Integer(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                answer.HasError |= WireValue.Presence(ref reader);
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
        if (!WireValue.Enter(ref reader, JsonTokenType.StartArray))
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
        while (WireValue.NextField(ref reader))
        {
            if (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("delta"u8))
            {
                ReadMessage(ref reader, ref answer);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                answer.FinishReason = WireValue.FinishReason(ref reader);
            }
            else if (reader.ValueTextEquals("native_finish_reason"u8))
            {
                answer.NativeFinishReason = WireValue.Text(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                answer.HasError |= WireValue.Presence(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ref WireAnswer answer)
    {
        if (!WireValue.Enter(ref reader, JsonTokenType.StartObject))
        {
            return;
        }

        while (WireValue.NextField(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
            {
                answer.Text = ReadContent(ref reader);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                answer.Refusal = WireValue.Text(ref reader);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                answer.HasToolCalls = WireValue.Presence(ref reader);
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
        while (WireValue.NextField(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
            {
                part = WireValue.Text(ref reader);
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                isText = WireValue.Text(ref reader) is "text" or "output_text";
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
        if (!WireValue.Enter(ref reader, JsonTokenType.StartObject))
        {
            return;
        }

        answer.HasUsage = true;
        while (WireValue.NextField(ref reader))
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                answer.InputTokens = WireValue.Integer(ref reader);
            }
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                answer.OutputTokens = WireValue.Integer(ref reader);
            }
            else if (reader.ValueTextEquals("total_tokens"u8))
            {
                answer.TotalTokens = WireValue.Integer(ref reader);
            }
            else if (reader.ValueTextEquals("cost"u8))
            {
                answer.Cost = WireValue.Amount(ref reader);
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
        if (!WireValue.Enter(ref reader, JsonTokenType.StartObject))
        {
            return;
        }

        while (WireValue.NextField(ref reader))
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
            {
                answer.CachedTokens = WireValue.Integer(ref reader);
            }
            else if (reader.ValueTextEquals("reasoning_tokens"u8))
            {
                answer.ReasoningTokens = WireValue.Integer(ref reader);
            }
            else if (reader.ValueTextEquals("upstream_inference_cost"u8))
            {
                answer.UpstreamCost = WireValue.Amount(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
