using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>Makes a checkpoint file whole again after a crash, without losing a complete record.</summary>
internal static class CheckpointRepair
{
    /// <summary>Cuts off what follows the last complete record and closes the file there.</summary>
    /// <returns>The offset after the last record.</returns>
    public static long CloseAt(SafeFileHandle handle, long end)
    {
        RandomAccess.SetLength(handle, end);
        RandomAccess.Write(handle, CheckpointFormat.Tail, end);
        return end;
    }

    /// <summary>Writes the header of a file that got no further; when it was begun is in its name.</summary>
    /// <returns>The offset after the header.</returns>
    public static long WriteHeader(SafeFileHandle handle, string path, string name)
    {
        var createdAt = CheckpointName.Parse(Path.GetFileName(path))?.CreatedAt ?? default;
        var header = CheckpointFormat.Header(new(name, createdAt));
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, [.. header, .. CheckpointFormat.Tail], 0);
        return header.Length;
    }

    /// <summary>
    /// Writes all complete records to a new file, puts it in the place of the damaged one, and keeps that one beside it as <c>.damaged</c>.
    /// Closes the handle.
    /// </summary>
    public static async Task RebuildAsync(SafeFileHandle handle, string path, CancellationToken cancellationToken)
    {
        var rebuilt = path + ".tmp";
        using (handle)
        {
            using var output = File.OpenHandle(rebuilt, FileMode.Create, FileAccess.Write, FileShare.None);
            await CopyRecordsAsync(handle, output, cancellationToken).ConfigureAwait(false);
            RandomAccess.FlushToDisk(output);
        }

        File.Replace(rebuilt, path, FreeName(path + ".damaged"));
    }

    private static string FreeName(string path)
    {
        var free = path;
        for (var number = 2; File.Exists(free); number++)
        {
            free = path + number;
        }

        return free;
    }

    private static async Task CopyRecordsAsync(SafeFileHandle input, SafeFileHandle output, CancellationToken cancellationToken)
    {
        using var lines = new CheckpointLines(input);
        await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
        await RandomAccess.WriteAsync(output, lines.Line, 0, cancellationToken).ConfigureAwait(false);
        long end = lines.Line.Length;
        var isFirst = true;
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (RecordHeadReader.TryRead(lines.Line.Span, isTerminated: false, out var head))
            {
                RandomAccess.Write(output, isFirst ? "\n"u8 : ",\n"u8, end);
                end += isFirst ? 1 : 2;
                await RandomAccess.WriteAsync(output, lines.Line[..head.Length], end, cancellationToken).ConfigureAwait(false);
                end += head.Length;
                isFirst = false;
            }
        }

        RandomAccess.Write(output, CheckpointFormat.Tail, end);
    }
}
