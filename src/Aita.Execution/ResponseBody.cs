using System.Text;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>
/// A provider's whole answer: JSON as UTF-8, on one line, so that it can be copied into a checkpoint or an output as it stands. Two are equal when
/// their bytes are. Immutable; thread-safe.
/// </summary>
public sealed class ResponseBody : IEquatable<ResponseBody>
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private ResponseBody(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>The JSON, without line breaks or white space around it.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>How deep a body may be nested: what writes it into another document reads it back as a part of that.</summary>
    internal const int MaxDepth = 256;

    /// <summary>Takes a body over. Line breaks between its tokens become spaces, and bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="utf8">The bytes; they must not change afterwards.</param>
    /// <returns>Null when they are not one JSON value.</returns>
    public static ResponseBody? TryCreate(ReadOnlyMemory<byte> utf8)
    {
        var trimmed = Trim(utf8);
        if (!System.Text.Unicode.Utf8.IsValid(trimmed.Span))
        {
            trimmed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(trimmed.Span));
        }

        if (!IsJson(trimmed.Span))
        {
            return null;
        }

        return new ResponseBody(trimmed.Span.ContainsAny((byte)'\n', (byte)'\r') ? OnOneLine(trimmed.Span) : trimmed);
    }

    /// <inheritdoc/>
    public bool Equals(ResponseBody? other) => other is not null && Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResponseBody);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>The JSON as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>Takes over bytes that were a body before.</summary>
    internal static ResponseBody Of(ReadOnlyMemory<byte> written) => new(written);

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var start = span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? default : bytes[start..(span.LastIndexOfAnyExcept(" \t\r\n"u8) + 1)];
    }

    // Inside a text JSON allows no line break, so that all of them are white space.
    private static byte[] OnOneLine(ReadOnlySpan<byte> json)
    {
        var line = json.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return line;
    }

    private static bool IsJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
