using System.Globalization;
using System.Text.Json;

namespace Aita.Simulator.Tests.Answers;

/// <summary>An independent check of a value against the subset of JSON Schema the simulator writes for.</summary>
internal static class SchemaChecker
{
    /// <summary>The first violation, with its place; null when the value is valid.</summary>
    public static string? Check(JsonElement root, JsonElement schema, JsonElement value, string path = "$")
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            string name = reference.GetString()!.Split('/')[^1];
            return Check(root, root.GetProperty("$defs").GetProperty(name), value, path);
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            return JsonElement.DeepEquals(constant, value) ? null : $"{path} is not {constant}";
        }

        if (schema.TryGetProperty("enum", out var choices))
        {
            return choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)) ? null : $"{path} is none of {choices}";
        }

        if (schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("oneOf", out any))
        {
            return any.EnumerateArray().Any(one => Check(root, one, value, path) is null) ? null : $"{path} fits no alternative";
        }

        string[] types = schema.GetProperty("type") is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(type => type.GetString()!)]
            : [schema.GetProperty("type").GetString()!];
        return types.Any(type => HasType(type, value)) ? CheckBounds(root, schema, value, path) : $"{path} is not a {string.Join('/', types)}";
    }

    private static bool HasType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && Number(value) == decimal.Truncate(Number(value)),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind == JsonValueKind.Null,
    };

    private static string? CheckBounds(JsonElement root, JsonElement schema, JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => CheckObject(root, schema, value, path),
        JsonValueKind.Array => CheckArray(root, schema, value, path),
        JsonValueKind.Number => CheckNumber(schema, Number(value), path),
        JsonValueKind.String => CheckLength(schema, value.GetString()!.Length, "minLength", "maxLength", path),
        _ => null,
    };

    private static string? CheckObject(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        var properties = schema.GetProperty("properties");
        foreach (var required in schema.TryGetProperty("required", out var names) ? names.EnumerateArray().ToArray() : [])
        {
            if (!value.TryGetProperty(required.GetString()!, out _))
            {
                return $"{path}.{required} is missing";
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var property))
            {
                return $"{path}.{member.Name} is not in the schema";
            }

            if (Check(root, property, member.Value, $"{path}.{member.Name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? CheckArray(JsonElement root, JsonElement schema, JsonElement value, string path) =>
        CheckLength(schema, value.GetArrayLength(), "minItems", "maxItems", path)
        ?? value.EnumerateArray().Select((item, i) => Check(root, schema.GetProperty("items"), item, $"{path}[{i}]")).FirstOrDefault(problem => problem is not null);

    private static string? CheckLength(JsonElement schema, int length, string min, string max, string path) =>
        schema.TryGetProperty(min, out var low) && length < low.GetInt32() ? $"{path} has {length}, below {min} {low}"
        : schema.TryGetProperty(max, out var high) && length > high.GetInt32() ? $"{path} has {length}, above {max} {high}"
        : null;

    private static string? CheckNumber(JsonElement schema, decimal number, string path) =>
        schema.TryGetProperty("minimum", out var min) && number < Number(min) ? $"{path} is {number}, below {min}"
        : schema.TryGetProperty("maximum", out var max) && number > Number(max) ? $"{path} is {number}, above {max}"
        : schema.TryGetProperty("exclusiveMinimum", out var above) && number <= Number(above) ? $"{path} is {number}, not above {above}"
        : schema.TryGetProperty("exclusiveMaximum", out var below) && number >= Number(below) ? $"{path} is {number}, not below {below}"
        : schema.TryGetProperty("multipleOf", out var step) && number % Number(step) != 0 ? $"{path} is {number}, no multiple of {step}"
        : null;

    private static decimal Number(JsonElement value) => decimal.Parse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
