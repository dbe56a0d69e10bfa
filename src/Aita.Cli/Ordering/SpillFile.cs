using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Aita.Cli.Ordering;

/// <summary>
/// A temporary file of sorted runs. Each record is its index (8 bytes), its length (4 bytes) and the line. The file vanishes with the
/// process, whatever ends it, where the system allows.
/// </summary>
internal sealed class SpillFile : IDisposable
{
    private const int WriteAt = 1 << 20;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private long _length;

    public SpillFile(string directory)
    {
        _path = Path.Combine(directory, $".aita-{Guid.NewGuid():N}.spill");
        _handle = File.OpenHandle(
            _path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(_path);
        }
    }

    /// <summary>Runs written so far.</summary>
    public int Runs { get; private set; }

    /// <summary>Writes lines as one run.</summary>
    /// <param name="lines">Lines by index; at least one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The run, at its first line.</returns>
    public async ValueTask<SpilledRun> WriteRunAsync(Dictionary<long, byte[]> lines, CancellationToken cancellationToken)
    {
        var start = _length;
        var indexes = lines.Keys.ToArray();
        Array.Sort(indexes);
        var buffer = new ArrayBufferWriter<byte>(WriteAt);
        foreach (var index in indexes)
        {
            var line = lines[index];
            BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(SpilledRun.HeaderBytes), index);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(SpilledRun.HeaderBytes)[sizeof(long)..], line.Length);
            buffer.Advance(SpilledRun.HeaderBytes);
            buffer.Write(line);
            if (buffer.WrittenCount >= WriteAt)
            {
                await WriteAsync(buffer, cancellationToken);
            }
        }

        await WriteAsync(buffer, cancellationToken);
        Runs++;
        var run = new SpilledRun(_handle, start, _length);
        await run.MoveNextAsync(cancellationToken);
        return run;
    }

    public void Dispose() => _handle.Dispose();

    private async ValueTask WriteAsync(ArrayBufferWriter<byte> buffer, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_handle, buffer.WrittenMemory, _length, cancellationToken);
        _length += buffer.WrittenCount;
        buffer.ResetWrittenCount();
    }
}
