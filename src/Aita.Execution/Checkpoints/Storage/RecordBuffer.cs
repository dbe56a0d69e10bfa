using System.Buffers;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>A reusable buffer that records are written to as JSON. One thread at a time.</summary>
internal sealed class RecordBuffer : IDisposable
{
    private const int KeptBytes = 256 * 1024;
    private readonly Utf8JsonWriter _writer;
    private ArrayBufferWriter<byte> _bytes = new(1024);

    public RecordBuffer() => _writer = new Utf8JsonWriter(_bytes, CheckpointFormat.WriterOptions);

    /// <summary>Writes a record.</summary>
    /// <returns>Its bytes, valid until <see cref="Reset"/>.</returns>
    public ReadOnlySpan<byte> Serialise(CheckpointRecord record)
    {
        CheckpointFormat.WriteRecord(_writer, record);
        _writer.Flush();
        return _bytes.WrittenSpan;
    }

    /// <summary>Makes the buffer ready for the next record.</summary>
    public void Reset()
    {
        if (_bytes.Capacity > KeptBytes)
        {
            _bytes = new(1024);
        }

        _bytes.ResetWrittenCount();
        _writer.Reset(_bytes);
    }

    public void Dispose() => _writer.Dispose();
}
