using System.Globalization;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>What the pages of a request say about one place of the answer: values of the truth, and the reading of the pages.</summary>
internal sealed class Known
{
    private readonly IReadOnlyList<JsonElement> _values;
    private readonly PageReading? _reading;
    private readonly string? _text;
    private readonly decimal? _number;

    private Known(IReadOnlyList<JsonElement> values, PageReading? reading, string? text = null, decimal? number = null)
    {
        _values = values;
        _reading = reading;
        _text = text;
        _number = number;
    }

    public static Known Nothing { get; } = new([], null);

    public bool IsNull => First is { ValueKind: JsonValueKind.Null };

    /// <summary>True when this place is known to be a list, even an empty one.</summary>
    public bool IsList => First is { ValueKind: JsonValueKind.Array };

    public string? Text => _text ?? (First is { ValueKind: JsonValueKind.String } value ? value.GetString() : null);

    public decimal? Number => _number
        ?? (First is { ValueKind: JsonValueKind.Number } value
            && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                ? number
                : null);

    public bool? Boolean => First?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private JsonElement? First => _values.Count > 0 ? _values[0] : null;

    public static Known OfPages(IReadOnlyList<PageReading> pages) => pages.Count == 0
        ? Nothing
        : new Known([.. pages.Where(page => page.Truth is not null).Select(page => page.Truth!.Value)], PageReading.Join(pages));

    /// <summary>One value, for example all that is known of an answer.</summary>
    public static Known OfValue(JsonElement value) => new([value], null);

    public bool Is(JsonElement other) => First is { } value && JsonElement.DeepEquals(value, other);

    /// <summary>What is known of a property of this object. The reading fills its three names; others come from the truth.</summary>
    public Known Property(string name)
    {
        switch (name)
        {
            case "transcribed_text" when _reading is not null:
                return new Known([], null, text: _reading.Text);
            case "confidence" when _reading is not null:
                return new Known([], null, number: (decimal)_reading.Confidence);
            case "notes" when _reading is not null:
                return new Known([], null, text: _reading.Notes);
            default:
                break;
        }

        string inTruth = name switch
        {
            "student_name" => "student",
            "page_number" => "page",
            "exam_name" => "exam",
            _ => name,
        };
        JsonElement[] values =
        [
            .. _values
                .Where(value => value.ValueKind == JsonValueKind.Object)
                .Select(value => value.TryGetProperty(name, out var own) || value.TryGetProperty(inTruth, out own) ? own : default)
                .Where(value => value.ValueKind != JsonValueKind.Undefined),
        ];
        return values.Length == 0 ? Nothing : new Known(values, null);
    }

    /// <summary>The items of all lists at this place, page after page.</summary>
    public IReadOnlyList<Known> Items() =>
    [
        .. _values
            .Where(value => value.ValueKind == JsonValueKind.Array)
            .SelectMany(value => value.EnumerateArray())
            .Select(item => new Known([item], null)),
    ];
}
