using System.Text.Json;

namespace Aita.Execution;

/// <summary>Prepares a <see cref="RawRequest"/> for sending: its bytes stay as they are, only a missing model is put in, or another one where that is wanted.</summary>
internal static class RawRequestReader
{
    /// <summary>Makes the content of a raw request.</summary>
    /// <param name="body">The request as UTF-8 JSON.</param>
    /// <param name="model">The model to put in.</param>
    /// <param name="replace">Whether it replaces a model that the request names.</param>
    /// <param name="marks">What else is put in, among the messages, by ascending position; null for nothing.</param>
    /// <exception cref="LlmException">The body is not a JSON object, or asks for a stream (<see cref="FailureKind.Rejected"/>).</exception>
    public static ChatRequestContent ToContent(ReadOnlyMemory<byte> body, string model, bool replace = false, List<BodyInsert>? marks = null)
    {
        body = RawMembers.WithoutMark(body);
        var scan = Scan(body.Span);
        if (scan.HasModel && !replace)
        {
            return new ChatRequestContent(body, marks, owner: null);
        }

        using var name = new PooledBuffer(256);
        using (var writer = new Utf8JsonWriter(name))
        {
            writer.WriteStringValue(model);
        }

        if (scan.Model is { } place)
        {
            byte[] replaced = [.. body.Span[..place.Start], .. name.Written.Span, .. body.Span[place.End..]];
            var shift = replaced.Length - body.Length;
            return new ChatRequestContent(replaced, marks?.ConvertAll(mark => mark.Position < place.End ? mark : mark with { Position = mark.Position + shift }), owner: null);
        }

        byte[] field = [.. "\"model\":"u8, .. name.Written.Span, .. scan.IsEmpty ? ""u8 : ","u8];
        return new ChatRequestContent(body, [new BodyInsert(scan.FirstField, field, AsBase64: false), .. marks ?? []], owner: null);
    }

    /// <summary>The model that a raw request names; null when it names none, or cannot be read.</summary>
    public static string? ModelOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var members = new RawMembers(body);
            return members.MoveTo("model"u8) && members.Reader.TokenType == JsonTokenType.String ? members.Reader.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // whoever sends it says so
        }
    }

    private static ScanResult Scan(ReadOnlySpan<byte> body)
    {
        var result = new ScanResult { IsEmpty = true };
        try
        {
            var members = new RawMembers(body);
            ref var reader = ref members.Reader;
            while (members.MoveNext())
            {
                result.IsEmpty = false;
                if (members.IsAt("model"u8))
                {
                    result.HasModel = reader.TokenType != JsonTokenType.Null;
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    result.Model = (start, (int)reader.BytesConsumed);
                }
                else if (members.IsAt("stream"u8) && reader.TokenType == JsonTokenType.True)
                {
                    throw Rejected("asks for a stream, which a batch cannot read: remove \"stream\"");
                }
            }

            if (reader.TokenType != JsonTokenType.EndObject)
            {
                throw Rejected("is not a JSON object");
            }

            result.FirstField = members.Start;
            // Anything after the object is an error, too.
            reader.Read();
            return result;
        }
        catch (JsonException exception)
        {
            throw Rejected($"is not valid JSON ({exception.Message})", exception);
        }
    }

    private static LlmException Rejected(string what, Exception? inner = null) =>
        new(FailureKind.Rejected, $"The raw request body {what}.", inner);

    private record struct ScanResult
    {
        public bool HasModel { get; set; }

        public (int Start, int End)? Model { get; set; }

        public int FirstField { get; set; }

        public bool IsEmpty { get; set; }
    }
}
