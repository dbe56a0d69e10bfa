using System.Text.Json;

namespace Aita.Execution;

/// <summary>The format of a ledger line.</summary>
internal static class CostEntryJson
{
    public static void Write(Utf8JsonWriter writer, CostEntry entry, string sessionId)
    {
        writer.WriteStartObject();
        writer.WriteString("timestamp"u8, entry.Timestamp);
        writer.WriteString("session_id"u8, sessionId);
        writer.WriteString("model"u8, entry.Model);
        writer.WriteString("operation"u8, entry.Operation);
        WriteNumber(writer, "input_tokens", entry.Usage?.Input);
        WriteNumber(writer, "output_tokens", entry.Usage?.Output);
        WriteNumber(writer, "cached_tokens", entry.Usage?.CachedInput);
        writer.WriteNumber("image_count"u8, entry.Images);
        WriteNumber(writer, "cost", entry.Cost);
        if (entry.Error is { } error)
        {
            writer.WriteString("error"u8, error.ToString());
        }
        else
        {
            writer.WriteNull("error"u8);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads a line. Null when it is not one.</summary>
    public static CostEntry? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var input = Number(root, "input_tokens");
            var output = Number(root, "output_tokens");
            return new CostEntry
            {
                Timestamp = root.GetProperty("timestamp").GetDateTimeOffset(),
                Operation = root.GetProperty("operation").GetString() ?? "",
                Model = root.GetProperty("model").GetString() ?? "",
                Usage = input is null && output is null
                    ? null
                    : new TokenUsage((long)(input ?? 0), (long)(output ?? 0), (long)(Number(root, "cached_tokens") ?? 0)),
                Images = (int)(Number(root, "image_count") ?? 0),
                Cost = Number(root, "cost"),
                Error = root.TryGetProperty("error", out var error) && Enum.TryParse<FailureKind>(error.GetString(), out var kind) ? kind : null,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static decimal? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;
}
