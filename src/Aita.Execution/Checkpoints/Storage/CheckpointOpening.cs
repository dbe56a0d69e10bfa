using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>How a checkpoint file is found, locked, created, resumed and repaired.</summary>
internal static class CheckpointOpening
{
    private const int SharingViolation = 32; // ERROR_SHARING_VIOLATION
    private const int WouldBlock = 11; // EWOULDBLOCK of flock on Linux
    private const int WouldBlockOnMac = 35;

    /// <summary>Opens the checkpoint of a batch: its newest file, or a new one.</summary>
    public static async Task<CheckpointFile> OpenAsync(
        string directory, string name, bool resume, int interval, TimeProvider time, CancellationToken cancellationToken)
    {
        while (resume && FindLatest(directory, name) is { } path)
        {
            if (await TryResumeAsync(path, name, interval, cancellationToken).ConfigureAwait(false) is { } file)
            {
                return file;
            }
        }

        return Create(directory, name, interval, time.GetUtcNow());
    }

    /// <summary>The newest file of a name. A file with a torn header has no records, so an older one that has some goes first.</summary>
    public static string? FindLatest(string directory, string name)
    {
        string? torn = null;
        foreach (var path in Candidates(directory, name))
        {
            switch (ReadHeader(path, out var header))
            {
                case HeaderState.Torn:
                    torn ??= path;
                    break;
                case HeaderState.Valid when !string.Equals(header!.Name, name, StringComparison.Ordinal):
                    break;
                default:
                    return path; // Ours, in use, or not readable as ours: whoever opens it says so.
            }
        }

        return torn;
    }

    /// <summary>Reads the header of a file; null when it is in use.</summary>
    public static HeaderState? ReadHeader(string path, out CheckpointHeader? header)
    {
        header = null;
        using var handle = TryOpen(path, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (handle is null)
        {
            return null;
        }

        var buffer = new byte[16 * 1024];
        var bytes = buffer.AsSpan(0, RandomAccess.Read(handle, buffer, 0));
        var newline = bytes.IndexOf((byte)'\n');
        return CheckpointFormat.ReadHeader(newline < 0 ? bytes : bytes[..newline], newline >= 0, out header);
    }

    /// <summary>Opens a file; null when another process, or another part of this one, has it open.</summary>
    /// <exception cref="LlmException">There is no such file, or it may not be opened.</exception>
    public static SafeFileHandle? TryOpen(string path, FileAccess access, FileShare share, FileOptions options = FileOptions.None)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, access, share, options);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is SharingViolation or WouldBlock or WouldBlockOnMac)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal($"The checkpoint {path} cannot be opened ({e.Message}). Check its path and permissions.", e);
        }
    }

    public static LlmException InUse(string path) => Refusal(
        $"The checkpoint {path} is in use by another run. Wait until that run has ended, or give this batch another name.");

    public static LlmException NotOurs(string path, HeaderState state) => Refusal(
        state == HeaderState.OtherVersion
            ? $"The checkpoint {path} was written by another version of this program. Use that version, or move the file away to start anew."
            : $"The file {path} is not a checkpoint, or was changed by another program. Move it away to start anew.");

    private static LlmException Refusal(string message, Exception? inner = null) => new(FailureKind.Rejected, message, inner);

    private static IEnumerable<string> Candidates(string directory, string name)
    {
        var safe = CheckpointName.MakeSafe(name);
        return Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory, CheckpointName.Pattern)
                .Select(path => (Path: path, Name: CheckpointName.Parse(Path.GetFileName(path))))
                .Where(file => string.Equals(file.Name?.Safe, safe, StringComparison.Ordinal))
                .OrderByDescending(file => file.Name!.Age)
                .Select(file => file.Path)
            : [];
    }

    private static CheckpointFile Create(string directory, string name, int interval, DateTimeOffset now)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var (path, handle) = CreateFile(directory, name, now);
            var header = CheckpointFormat.Header(new(name, now));
            RandomAccess.Write(handle, [.. header, .. CheckpointFormat.Tail], 0);
            return new CheckpointFile(handle, path, header.Length, interval, scan: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(
                $"No checkpoint can be created in {directory} ({e.Message}). Choose another checkpoint folder, or switch checkpoints off.", e);
        }
    }

    private static (string Path, SafeFileHandle Handle) CreateFile(string directory, string name, DateTimeOffset now)
    {
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(directory, CheckpointName.Create(name, now, number).FileName);
            try
            {
                return (path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(path) && number < 1000)
            {
                // Another run of the same name began in the same second: take the next number.
            }
        }
    }

    /// <summary>Locks a file, repairs it if need be and takes it over; null when it has to be looked for again.</summary>
    private static async Task<CheckpointFile?> TryResumeAsync(string path, string name, int interval, CancellationToken cancellationToken)
    {
        var handle = TryOpen(path, FileAccess.ReadWrite, FileShare.None) ?? throw InUse(path);
        try
        {
            if (!File.Exists(path))
            {
                handle.Dispose(); // Deleted between finding and locking it.
                return null;
            }

            var scan = await CheckpointScan.RunAsync(handle, cancellationToken).ConfigureAwait(false);
            if (scan.HasRecordsAfterDamage)
            {
                await CheckpointRepair.RebuildAsync(handle, path, cancellationToken).ConfigureAwait(false);
                return null;
            }

            var end = scan.State switch
            {
                HeaderState.Valid => scan.IsTorn ? CheckpointRepair.CloseAt(handle, scan.End) : scan.End,
                HeaderState.Torn => CheckpointRepair.WriteHeader(handle, path, name),
                _ => throw NotOurs(path, scan.State),
            };
            return new CheckpointFile(handle, path, end, interval, scan);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
