using System.Text.Json;

namespace Aita.Execution;

/// <summary>
/// Goes through the members of a raw JSON object. The reader may be moved within a value, up to its end; what is left of the value is skipped.
/// Throws <see cref="JsonException"/> at the first byte that is no JSON.
/// </summary>
internal ref struct RawMembers(ReadOnlySpan<byte> body)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Stands at a name, or in a value.</summary>
    public Utf8JsonReader Reader = new(body, Options);

    /// <summary>Where the first member begins, behind the brace.</summary>
    public int Start { get; private set; }

    /// <summary>The body without the mark of its encoding, which some editors put before it.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body[(body.Length - WithoutMark(body.Span).Length)..];

    /// <summary>The same of a span.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith("\uFEFF"u8) ? body[3..] : body;

    /// <summary>Moves to the name of the next member; false at the end, and for what is no object.</summary>
    public bool MoveNext()
    {
        if (Reader.TokenType == JsonTokenType.None)
        {
            Reader.Read();
            if (Reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            Start = (int)Reader.BytesConsumed;
        }
        else
        {
            Reader.Skip();
        }

        return Reader.Read() && Reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Whether the member has this name; then moves on to its value.</summary>
    public bool IsAt(ReadOnlySpan<byte> name) => Reader.ValueTextEquals(name) && Reader.Read();

    /// <summary>Moves to the value of the next member of this name; false when there is none.</summary>
    public bool MoveTo(ReadOnlySpan<byte> name)
    {
        while (MoveNext())
        {
            if (IsAt(name))
            {
                return true;
            }
        }

        return false;
    }
}
