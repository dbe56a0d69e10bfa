using System.Globalization;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>Reads single keywords of a JSON schema.</summary>
internal static class SchemaRules
{
    /// <summary>Follows <c>$ref</c> within the document, and goes into an <c>allOf</c> of one; stops after 32 steps of a circle.</summary>
    public static JsonElement Resolve(JsonElement root, JsonElement schema)
    {
        for (int step = 0; step < 32 && schema.ValueKind == JsonValueKind.Object; step++)
        {
            if (schema.TryGetProperty("$ref"u8, out var reference) && reference.ValueKind == JsonValueKind.String)
            {
                schema = Find(root, reference.GetString()!) ?? default;
            }
            else if (schema.TryGetProperty("allOf"u8, out var all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() == 1)
            {
                schema = all[0];
            }
            else
            {
                break;
            }
        }

        return schema;
    }

    /// <summary>The types allowed, in the schema's order; guessed from other keywords when <c>type</c> is missing.</summary>
    public static string[] Types(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return ["string"];
        }

        if (schema.TryGetProperty("type"u8, out var type))
        {
            return type.ValueKind switch
            {
                JsonValueKind.String => [type.GetString()!],
                JsonValueKind.Array =>
                [
                    .. type.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!),
                ],
                _ => ["string"],
            };
        }

        return schema.TryGetProperty("properties"u8, out _) ? ["object"]
            : schema.TryGetProperty("items"u8, out _) ? ["array"]
            : schema.TryGetProperty("minimum"u8, out _) || schema.TryGetProperty("maximum"u8, out _) ? ["number"]
            : ["string"];
    }

    public static bool IsNumeric(JsonElement schema) =>
        Types(schema) is var types && (types.Contains("number", StringComparer.Ordinal) || types.Contains("integer", StringComparer.Ordinal));

    public static bool IsOnlyInteger(JsonElement schema) =>
        Types(schema) is var types && types.Contains("integer", StringComparer.Ordinal) && !types.Contains("number", StringComparer.Ordinal);

    public static int? Integer(JsonElement schema, string keyword) =>
        Number(schema, keyword) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    public static decimal? Number(JsonElement schema, string keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.Number
        && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : null;

    /// <summary>The schema of a property, or null.</summary>
    public static JsonElement? Property(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("properties"u8, out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(name, out var property)
            ? property
            : null;

    private static JsonElement? Find(JsonElement root, string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        var current = root;
        foreach (string part in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part)
                .Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            if (current.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < current.GetArrayLength())
            {
                current = current[index];
            }
            else if (current.ValueKind == JsonValueKind.Object && current.TryGetProperty(name, out var next))
            {
                current = next;
            }
            else
            {
                return null;
            }
        }

        return current;
    }
}
