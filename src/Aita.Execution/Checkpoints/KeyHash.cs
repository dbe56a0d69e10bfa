using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Aita.Execution;

/// <summary>
/// SHA-256 over fields. Each goes in as tag (1 byte), length (4 bytes, little-endian) and content, so that different sequences of fields are
/// different bytes. Small input stays on the stack and is hashed in one call; larger input is hashed as it comes.
/// </summary>
internal ref struct KeyHash(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _used;
    private IncrementalHash? _earlier;

    /// <summary>Adds bytes.</summary>
    public void Add(char tag, scoped ReadOnlySpan<byte> content)
    {
        AddHead(tag, content.Length);
        if (content.Length > _buffer.Length - _used)
        {
            Spill();
        }

        if (content.Length > _buffer.Length)
        {
            _earlier!.AppendData(content);
            return;
        }

        content.CopyTo(_buffer[_used..]);
        _used += content.Length;
    }

    /// <summary>Adds a text as UTF-8; null adds nothing.</summary>
    public void Add(char tag, string? text)
    {
        if (text is null)
        {
            return;
        }

        AddHead(tag, Encoding.UTF8.GetByteCount(text));
        ReadOnlySpan<char> rest = text;
        while (true)
        {
            Utf8.FromUtf16(rest, _buffer[_used..], out var read, out var written);
            _used += written;
            rest = rest[read..];
            if (rest.IsEmpty)
            {
                return;
            }

            Spill();
        }
    }

    /// <summary>Adds an integer; null adds nothing.</summary>
    public void Add(char tag, long? number)
    {
        if (number is { } value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            Add(tag, bytes);
        }
    }

    /// <summary>Adds a number by its bits; null adds nothing.</summary>
    public void Add(char tag, float? number) => Add(tag, number is { } value ? BitConverter.SingleToInt32Bits(value) : (long?)null);

    /// <summary>Ends the input.</summary>
    /// <returns>The hash in lower-case hexadecimal, 64 digits.</returns>
    public string Finish()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (_earlier is null)
        {
            SHA256.HashData(_buffer[.._used], hash);
        }
        else
        {
            Spill();
            _earlier.GetHashAndReset(hash);
        }

        return Convert.ToHexStringLower(hash);
    }

    public readonly void Dispose() => _earlier?.Dispose();

    private void AddHead(char tag, int length)
    {
        const int HeadBytes = 1 + sizeof(int);
        if (_buffer.Length - _used < HeadBytes)
        {
            Spill();
        }

        _buffer[_used] = (byte)tag;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[(_used + 1)..], length);
        _used += HeadBytes;
    }

    private void Spill()
    {
        _earlier ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _earlier.AppendData(_buffer[.._used]);
        _used = 0;
    }
}
