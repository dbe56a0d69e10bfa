using System.Text.Json;

namespace Aita.Execution;

/// <summary>Reads the value of the current field of an answer; one of an unexpected type is passed over and counts as missing.</summary>
internal static class WireValue
{
    public static bool NextField(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves into the value of the current field; passes over it when it is of another type.</summary>
    public static bool Enter(ref Utf8JsonReader reader, JsonTokenType expected)
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
    public static bool Presence(ref Utf8JsonReader reader)
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

    public static string? Text(ref Utf8JsonReader reader)
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
    public static string? FinishReason(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.ValueTextEquals("stop"u8) ? "stop" : reader.ValueTextEquals("length"u8) ? "length" : JsonText.Of(ref reader);
    }

    public static long? Integer(ref Utf8JsonReader reader)
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

    public static decimal? Amount(ref Utf8JsonReader reader)
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
