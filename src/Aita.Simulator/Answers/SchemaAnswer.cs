using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>
/// Writes JSON that is valid for a JSON schema: objects, arrays, strings, numbers, booleans, enum, const, bounds, anyOf/oneOf, null and
/// references. A pattern cannot be honoured. Where the request shows pages of the synthetic exam, their truth fills the properties of the
/// same names; where an object has <c>total_points</c> and a list of items with <c>points</c>, the points sum to the total exactly.
/// </summary>
internal sealed class SchemaAnswer
{
    private const int DeepLevel = 6;
    private const int DeepestLevel = 40;

    private readonly JsonElement _root;
    private readonly SimulatedProse _prose;
    private readonly IReadOnlyList<PageReading> _pages;
    private readonly Utf8JsonWriter _json;
    private readonly SchemaValues _values;

    private SchemaAnswer(JsonElement root, SimulatedProse prose, IReadOnlyList<PageReading> pages, Utf8JsonWriter json)
    {
        _root = root;
        _prose = prose;
        _pages = pages;
        _json = json;
        _values = new SchemaValues(prose, json);
    }

    /// <summary>A JSON text for the schema.</summary>
    public static string Generate(JsonElement schema, SimulatedProse prose, IReadOnlyList<PageReading> pages) =>
        Generate(schema, prose, pages, Known.OfPages(pages));

    /// <summary>A JSON text for the schema, from what is known of the answer.</summary>
    public static string Generate(JsonElement schema, SimulatedProse prose, Known known) => Generate(schema, prose, [], known);

    private static string Generate(JsonElement schema, SimulatedProse prose, IReadOnlyList<PageReading> pages, Known known)
    {
        using var buffer = new PooledBuffer();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            new SchemaAnswer(schema, prose, pages, json).Write(schema, "answer", known, null, 0);
        }

        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    private void Write(JsonElement unresolved, string name, Known known, decimal? points, int depth)
    {
        var schema = SchemaRules.Resolve(_root, unresolved);
        if (schema.ValueKind != JsonValueKind.Object)
        {
            _json.WriteStringValue(_prose.Phrase(name));
            return;
        }

        if (schema.TryGetProperty("const"u8, out var constant))
        {
            constant.WriteTo(_json);
        }
        else if (schema.TryGetProperty("enum"u8, out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0)
        {
            WriteChoice(values, known);
        }
        else if (Alternatives(schema) is { } alternatives)
        {
            Write(Choose(alternatives, depth), name, known, points, depth + 1);
        }
        else
        {
            WriteTyped(schema, name, known, points, depth);
        }
    }

    private void WriteTyped(JsonElement schema, string name, Known known, decimal? points, int depth)
    {
        string[] types = SchemaRules.Types(schema);
        bool mayBeNull = types.Contains("null", StringComparer.Ordinal);
        string type = types.FirstOrDefault(candidate => candidate != "null") ?? "null";
        if (mayBeNull && (depth > DeepLevel || known.IsNull))
        {
            type = "null";
        }

        switch (type)
        {
            case "object":
                WriteObject(schema, known, points, depth);
                break;
            case "array":
                WriteArray(schema, name, known, null, depth);
                break;
            case "number" or "integer":
                _values.WriteNumber(schema, name, type == "integer", known, points);
                break;
            case "boolean":
                _json.WriteBooleanValue(known.Boolean ?? _prose.Random.NextDouble() < 0.5);
                break;
            case "null":
                _json.WriteNullValue();
                break;
            default:
                _values.WriteString(schema, name, known);
                break;
        }
    }

    private void WriteObject(JsonElement schema, Known known, decimal? points, int depth)
    {
        _json.WriteStartObject();
        if (schema.TryGetProperty("properties"u8, out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            decimal? total = known.Property("total_points").Number is null ? TotalPoints(schema) : null;
            foreach (var property in properties.EnumerateObject())
            {
                if (depth > DeepLevel && !IsRequired(schema, property.Name))
                {
                    continue;
                }

                _json.WritePropertyName(property.Name);
                WriteProperty(property, known.Property(property.Name), total, points, depth);
            }
        }
        else if (schema.TryGetProperty("additionalProperties"u8, out var others) && others.ValueKind == JsonValueKind.Object && depth < DeepLevel)
        {
            _json.WritePropertyName("simulated");
            Write(others, "entry", Known.Nothing, null, depth + 1);
        }

        _json.WriteEndObject();
    }

    private void WriteProperty(JsonProperty property, Known known, decimal? total, decimal? points, int depth)
    {
        var schema = SchemaRules.Resolve(_root, property.Value);
        if (total is not null && property.NameEquals("total_points"u8))
        {
            Write(schema, property.Name, known, total, depth + 1);
        }
        else if (total is not null && IsListOfPoints(schema))
        {
            WriteArray(schema, property.Name, known, total, depth + 1);
        }
        else
        {
            Write(schema, property.Name, known, property.NameEquals("points"u8) ? points : null, depth + 1);
        }
    }

    private void WriteArray(JsonElement schema, string name, Known known, decimal? total, int depth)
    {
        var items = schema.TryGetProperty("items"u8, out var itemSchema) ? SchemaRules.Resolve(_root, itemSchema) : default;
        int min = SchemaRules.Integer(schema, "minItems") ?? 0;
        int max = SchemaRules.Integer(schema, "maxItems") ?? int.MaxValue;
        var given = total is null ? known.Items() : [];
        bool pagePerItem = given.Count == 0 && _pages.Count > 0 && SchemaRules.Property(items, "transcribed_text") is not null;
        if (pagePerItem)
        {
            given = [.. _pages.Select(page => Known.OfPages([page]))];
        }

        int count = given.Count > 0 || (total is null && known.IsList) ? given.Count
            : depth > DeepestLevel ? 0
            : depth > DeepLevel ? min
            : _prose.Random.Next(Math.Max(min, 1), Math.Max(min, 1) + 2);
        count = Math.Max(min, Math.Min(count, max));
        decimal[]? parts = total is { } sum ? PointSplit.Split(sum, count, WholePoints(items), ref _prose.Random) : null;

        _json.WriteStartArray();
        for (int i = 0; i < count; i++)
        {
            Write(items, name, i < given.Count ? given[i] : Known.Nothing, parts?[i], depth + 1);
        }

        _json.WriteEndArray();
    }

    private void WriteChoice(JsonElement values, Known known)
    {
        foreach (var value in values.EnumerateArray())
        {
            if (known.Is(value))
            {
                value.WriteTo(_json);
                return;
            }
        }

        values[_prose.Random.Next(values.GetArrayLength())].WriteTo(_json);
    }

    private static JsonElement[]? Alternatives(JsonElement schema) =>
        (schema.TryGetProperty("anyOf"u8, out var any) || schema.TryGetProperty("oneOf"u8, out any))
        && any.ValueKind == JsonValueKind.Array
        && any.GetArrayLength() > 0
            ? [.. any.EnumerateArray()]
            : null;

    /// <summary>Any alternative that is not null; far down the one that ends soonest.</summary>
    private JsonElement Choose(JsonElement[] alternatives, int depth)
    {
        if (depth > DeepLevel)
        {
            return alternatives.MinBy(Weight);
        }

        JsonElement[] real = [.. alternatives.Where(alternative => Weight(alternative) > 0)];
        return real.Length == 0 ? alternatives[0] : real[_prose.Random.Next(real.Length)];
    }

    private int Weight(JsonElement alternative) => SchemaRules.Types(SchemaRules.Resolve(_root, alternative))[0] switch
    {
        "null" => 0,
        "object" => 3,
        "array" => 2,
        _ => 1,
    };

    /// <summary>The total that a sibling list has to sum to, or null.</summary>
    private decimal? TotalPoints(JsonElement schema)
    {
        if (SchemaRules.Property(schema, "total_points") is not { } property)
        {
            return null;
        }

        var total = SchemaRules.Resolve(_root, property);
        bool hasList = schema.GetProperty("properties"u8).EnumerateObject()
            .Any(sibling => IsListOfPoints(SchemaRules.Resolve(_root, sibling.Value)));
        if (!hasList)
        {
            return null;
        }

        return SchemaRules.Number(total, "const") ?? SchemaRules.Number(total, "minimum") switch
        {
            { } minimum when minimum > 0 => minimum,
            _ => SchemaRules.Number(total, "maximum") ?? _prose.Random.Next(2, 12),
        };
    }

    private bool IsListOfPoints(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("items"u8, out var items)
        && SchemaRules.Property(SchemaRules.Resolve(_root, items), "points") is { } points
        && SchemaRules.IsNumeric(SchemaRules.Resolve(_root, points));

    private bool WholePoints(JsonElement items) =>
        SchemaRules.Property(items, "points") is { } points && SchemaRules.IsOnlyInteger(SchemaRules.Resolve(_root, points));

    private static bool IsRequired(JsonElement schema, string name) =>
        schema.TryGetProperty("required"u8, out var required) && required.ValueKind == JsonValueKind.Array
        && required.EnumerateArray().Any(entry => entry.ValueKind == JsonValueKind.String && entry.ValueEquals(name));
}
