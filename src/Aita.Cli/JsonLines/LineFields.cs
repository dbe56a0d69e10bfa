using System.Globalization;
using System.Text.Json;

namespace Aita.Cli.JsonLines;

/// <summary>The fields of one line; values that are only passed on are kept as the place where they stand.</summary>
internal struct LineFields
{
    public string? Id { get; private set; }

    public bool HasBody { get; private set; }

    public Range Body { get; private set; }

    /// <summary>The model that the request names; null when it names none.</summary>
    public string? ModelName { get; private set; }

    /// <summary>The most tokens that the request asks for in an answer; null when it does not say.</summary>
    public int? TokenLimit { get; private set; }

    /// <summary>Answers that the request asks for (<c>n</c>); null when it does not say.</summary>
    public int? Answers { get; private set; }

    public bool HasPrompt { get; private set; }

    /// <summary>The text of the prompt; null when there is none, or the field says null.</summary>
    public Range? Prompt { get; private set; }

    public Range? System { get; private set; }

    public Range? Model { get; private set; }

    public Range? Temperature { get; private set; }

    public Range? MaxTokens { get; private set; }

    /// <summary>Which of several samples of the same request it is; null when the line does not say.</summary>
    public int? SampleIndex { get; private set; }

    /// <summary>How long the request takes beside the others; null when the line does not say.</summary>
    public double? SizeHint { get; private set; }

    /// <summary>A field that neither form knows; null when there is none.</summary>
    public string? Unknown { get; private set; }

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes the field whose name the reader stands on, and leaves the reader at the end of its value.</summary>
    public void Take(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("custom_id"u8))
        {
            TakeId(ref reader, "custom_id");
        }
        else if (reader.ValueTextEquals("body"u8))
        {
            TakeBody(ref reader);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            TakeId(ref reader, "id");
        }
        else if (reader.ValueTextEquals("prompt"u8))
        {
            Prompt = TakeRaw(ref reader, "prompt", JsonTokenType.String, "a text") ?? Prompt;
            HasPrompt = true;
        }
        else if (reader.ValueTextEquals("system"u8))
        {
            System = TakeRaw(ref reader, "system", JsonTokenType.String, "a text");
        }
        else if (reader.ValueTextEquals("model"u8))
        {
            Model = TakeRaw(ref reader, "model", JsonTokenType.String, "a text");
            ModelName = Model is null ? null : reader.GetString();
        }
        else if (reader.ValueTextEquals("temperature"u8))
        {
            Temperature = TakeRaw(ref reader, "temperature", JsonTokenType.Number, "a number");
        }
        else if (reader.ValueTextEquals("max_tokens"u8))
        {
            MaxTokens = TakeRaw(ref reader, "max_tokens", JsonTokenType.Number, "a number");
            TokenLimit = MaxTokens is not null && reader.TryGetInt32(out var limit) && limit > 0 ? limit : null;
        }
        else if (reader.ValueTextEquals("sample_index"u8))
        {
            TakeSampleIndex(ref reader);
        }
        else if (reader.ValueTextEquals("size_hint"u8))
        {
            TakeSizeHint(ref reader);
        }
        else
        {
            TakeOther(ref reader);
        }
    }

    private void TakeSampleIndex(ref Utf8JsonReader reader)
    {
        const string Expected = "a whole number from 0 to 2147483647";
        if (TakeRaw(ref reader, "sample_index", JsonTokenType.Number, Expected) is null)
        {
            return;
        }

        SampleIndex = reader.TryGetInt32(out var index) && index >= 0 ? index : null;
        Problem ??= SampleIndex is null ? $"has a \"sample_index\" that is not {Expected}" : null;
    }

    private void TakeSizeHint(ref Utf8JsonReader reader)
    {
        const string Expected = "a number above 0";
        if (TakeRaw(ref reader, "size_hint", JsonTokenType.Number, Expected) is null)
        {
            return;
        }

        SizeHint = reader.TryGetDouble(out var size) && double.IsFinite(size) && size > 0 ? size : null;
        Problem ??= SizeHint is null ? $"has a \"size_hint\" that is not {Expected}" : null;
    }

    private void TakeId(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        var id = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        if (string.IsNullOrWhiteSpace(id))
        {
            Problem ??= $"has a \"{name}\" that is not a text with something in it";
            reader.Skip();
            return;
        }

        Id = id;
    }

    private void TakeBody(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        HasBody = true;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Problem ??= "has a \"body\" that is not a JSON object";
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            TakeBodyField(ref reader);
        }

        Body = start..(int)reader.BytesConsumed;
    }

    /// <summary>Looks at a field of the body; the body is passed on whole, whatever is in it.</summary>
    private void TakeBodyField(ref Utf8JsonReader reader)
    {
        var isModel = reader.ValueTextEquals("model"u8);
        var isStream = reader.ValueTextEquals("stream"u8);
        var isNumber = reader.ValueTextEquals("n"u8);
        var isLimit = reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("max_completion_tokens"u8);
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String when isModel:
                ModelName = reader.GetString();
                break;
            case JsonTokenType.Number when isLimit && reader.TryGetInt32(out var limit):
                TokenLimit = limit > 0 ? Math.Max(TokenLimit ?? 0, limit) : TokenLimit; // servers take 0 and less for none
                break;
            case JsonTokenType.Number when isNumber && reader.TryGetInt32(out var answers):
                Answers = answers;
                break;
            case JsonTokenType.True when isStream:
                Problem ??= "asks for a stream, which a batch cannot deliver: remove \"stream\" from its body";
                break;
        }

        reader.Skip();
    }

    private Range? TakeRaw(ref Utf8JsonReader reader, string name, JsonTokenType type, string expected)
    {
        reader.Read();
        if (reader.TokenType == type)
        {
            return (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
        }

        if (reader.TokenType != JsonTokenType.Null)
        {
            Problem ??= $"has a \"{name}\" that is not {expected}";
        }

        reader.Skip();
        return null;
    }

    private void TakeOther(ref Utf8JsonReader reader)
    {
        var isMethod = reader.ValueTextEquals("method"u8);
        var isUrl = !isMethod && reader.ValueTextEquals("url"u8);
        if (!isMethod && !isUrl)
        {
            Unknown ??= reader.GetString();
            reader.Skip();
            return;
        }

        reader.Read();
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : string.Empty;
        if (isMethod && !text.Equals("POST", StringComparison.OrdinalIgnoreCase))
        {
            Problem ??= "has a \"method\" other than POST";
        }
        else if (isUrl && !text.TrimEnd('/').EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            Problem ??= $"has the \"url\" '{text}': only /v1/chat/completions can be run";
        }

        reader.Skip();
    }
}
