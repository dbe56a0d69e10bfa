using System.Text.Json;

namespace Aita.Execution;

/// <summary>Reads amounts and counts of a JSON object, which providers write as numbers or as texts. Pure.</summary>
internal static class JsonAmount
{
    /// <summary>An amount of money; null when there is none, or a negative one.</summary>
    public static decimal? Read(JsonElement element, string name) => Money.Parse(Text(element, name));

    /// <summary>A whole number above 0; null when there is none.</summary>
    public static long? ReadCount(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count > 0 ? count : null;

    /// <summary>The digits; null when it is neither a number nor a text.</summary>
    public static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
