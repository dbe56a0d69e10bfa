using System.Text.Json;

namespace Aita.Simulator;

/// <summary>Writes strings and numbers within the bounds of their schema.</summary>
internal sealed class SchemaValues(SimulatedProse prose, Utf8JsonWriter json)
{
    private const decimal DefaultMax = 10;

    public void WriteString(JsonElement schema, string name, Known known)
    {
        string text = known.Text ?? Format(schema) ?? prose.Phrase(name);
        if (SchemaRules.Integer(schema, "minLength") is { } min && text.Length < min)
        {
            text = text.PadRight(min, '.');
        }

        if (SchemaRules.Integer(schema, "maxLength") is { } max && text.Length > max)
        {
            text = text[..max];
        }

        json.WriteStringValue(text);
    }

    public void WriteNumber(JsonElement schema, string name, bool wholeNumber, Known known, decimal? points)
    {
        decimal step = SchemaRules.Number(schema, "multipleOf") is { } multiple and > 0 ? multiple : wholeNumber ? 1 : 0.5m;
        decimal? low = SchemaRules.Number(schema, "minimum") ?? (SchemaRules.Number(schema, "exclusiveMinimum") + step);
        decimal? high = SchemaRules.Number(schema, "maximum") ?? (SchemaRules.Number(schema, "exclusiveMaximum") - step);
        decimal value;
        if (points is { } given)
        {
            value = given;
        }
        else if ((known.Number ?? (name == "confidence" ? Confidence() : null)) is { } truth)
        {
            value = Math.Clamp(truth, Math.Min(low ?? truth, truth), Math.Max(high ?? truth, truth));
            value = low is { } min && value < min ? min : high is { } max && value > max ? max : value;
            value = wholeNumber ? decimal.Truncate(value) : value;
        }
        else
        {
            value = Draw(low, high, step, SchemaRules.Number(schema, "exclusiveMinimum"), SchemaRules.Number(schema, "exclusiveMaximum"));
        }

        json.WriteNumberValue(value);
    }

    /// <summary>A model that does not read an image is fairly sure of itself.</summary>
    private decimal Confidence() => 0.8m + (prose.Random.Next(20) / 100m);

    private decimal Draw(decimal? low, decimal? high, decimal step, decimal? above, decimal? below)
    {
        decimal min = low ?? Math.Min(0, (high ?? 0) - DefaultMax);
        decimal max = high ?? (min + DefaultMax);
        decimal first = Math.Ceiling(min / step);
        decimal last = Math.Floor(max / step);
        if (first > last)
        {
            // No multiple of the step within the bounds: the middle of what the bounds leave.
            return ((above ?? min) + (below ?? max)) / 2;
        }

        decimal steps = Math.Min(last - first, 1_000_000);
        return (first + prose.Random.Next(0, (int)steps)) * step;
    }

    private static string? Format(JsonElement schema) =>
        schema.TryGetProperty("format"u8, out var format) && format.ValueKind == JsonValueKind.String
            ? format.GetString() switch
            {
                "date" => "2026-01-31",
                "time" => "12:00:00Z",
                "date-time" => "2026-01-31T12:00:00Z",
                "email" => "simulated@example.org",
                "uri" => "https://example.org/simulated",
                "uuid" => "00000000-0000-4000-8000-000000000001",
                _ => null,
            }
            : null;
}
