using System.Text.Json;
using System.Text.Unicode;

namespace Aita.Cli.JsonLines;

/// <summary>
/// Reads one line in either form: an OpenAI Batch request (<c>custom_id</c>, <c>method</c>, <c>url</c>, <c>body</c>), whose body is kept byte
/// for byte, or the short form (<c>id</c>, <c>prompt</c>, ...), which a body is built from. Pure.
/// </summary>
internal static class BatchLineParser
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    public static BatchLine Parse(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            return BatchLine.Wrong("is not valid UTF-8");
        }

        var fields = default(LineFields);
        try
        {
            var reader = new Utf8JsonReader(line, Options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return BatchLine.Wrong("is not a JSON object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                fields.Take(ref reader);
            }

            reader.Read();
        }
        catch (JsonException e)
        {
            return BatchLine.Wrong($"is not valid JSON (at byte {(e.BytePositionInLine ?? 0) + 1})", fields.Id);
        }

        catch (InvalidOperationException)
        {
            // An escape such as \ud83d is valid JSON, but no text can hold it.
            return BatchLine.Wrong("has half of a character as an escape (such as \\ud83d without its other half)", fields.Id);
        }

        return fields.Problem is { } problem ? BatchLine.Wrong(problem, fields.Id)
            : fields.HasBody || !fields.HasPrompt ? ReadRequest(line, fields)
            : ReadPrompt(line, fields);
    }

    private static BatchLine ReadRequest(ReadOnlySpan<byte> line, LineFields fields)
    {
        if (fields.Id is null)
        {
            return BatchLine.Wrong(fields.HasBody ? "has no \"custom_id\"" : "has neither \"custom_id\" and \"body\" nor \"id\" and \"prompt\"");
        }

        return !fields.HasBody
            ? BatchLine.Wrong("has neither a \"body\" nor a \"prompt\"", fields.Id)
            : Request(fields, line[fields.Body].ToArray());
    }

    private static BatchLine ReadPrompt(ReadOnlySpan<byte> line, LineFields fields)
    {
        if (fields.Id is null)
        {
            return BatchLine.Wrong("has no \"id\"");
        }

        if (fields.Prompt is null)
        {
            return BatchLine.Wrong("has no \"prompt\"", fields.Id);
        }

        return fields.Unknown is { } unknown
            ? BatchLine.Wrong($"has the field \"{unknown}\", which the short form does not know (id, prompt, system, model, temperature, max_tokens, sample_index, size_hint): use the form with \"custom_id\" and \"body\", or remove it", fields.Id)
            : Request(fields, PromptBody.Build(line, fields));
    }

    private static BatchLine Request(LineFields fields, ReadOnlyMemory<byte> body) =>
        new()
        {
            CustomId = fields.Id,
            Body = body,
            Model = fields.ModelName,
            TokenLimit = LimitOf(fields),
            Answers = Math.Max(1, fields.Answers ?? 1),
            SampleIndex = fields.SampleIndex,
            SizeHint = fields.SizeHint,
        };

    // All answers of a request are paid for.
    private static int? LimitOf(LineFields fields) =>
        fields.TokenLimit is { } limit ? (int)Math.Min((long)limit * Math.Max(1, fields.Answers ?? 1), int.MaxValue) : null;
}
