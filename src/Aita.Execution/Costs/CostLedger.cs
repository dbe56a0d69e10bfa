using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;

namespace Aita.Execution;

/// <summary>
/// The costs of a session as a file that only grows: one JSON line per call, in <c>session_&lt;yyyyMMdd_HHmmss&gt;_&lt;8 hex&gt;.jsonl</c>
/// (UTC). One background writer writes many lines at a time, so that calls do not wait for the disk. Thread-safe; memory does not grow.
/// </summary>
public sealed class CostLedger : IAsyncDisposable
{
    /// <summary>Calls that may wait for the disk before further ones wait, too.</summary>
    private const int Capacity = 4096;

    private const int MaxBatchBytes = 64 * 1024;

    private readonly Channel<CostEntry> _queue = Channel.CreateBounded<CostEntry>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly FileStream _file;
    private readonly Task _writing;

    private CostLedger(FileStream file, string sessionId)
    {
        _file = file;
        SessionId = sessionId;
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Id of the session.</summary>
    public string SessionId { get; }

    /// <summary>The file.</summary>
    public string Path => _file.Name;

    /// <summary>Starts the ledger of a new session.</summary>
    /// <param name="folder">Where the file is made; the folder, too, when it is missing.</param>
    /// <param name="time">The clock of the file's name. Default: the system's.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static CostLedger Create(string folder, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Directory.CreateDirectory(folder);
        var started = (time ?? TimeProvider.System).GetUtcNow().ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
        var sessionId = $"{started}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var file = new FileStream(
            System.IO.Path.Combine(folder, $"session_{sessionId}.jsonl"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            });
        return new CostLedger(file, sessionId);
    }

    /// <summary>Reads all sessions of a folder, oldest first, one file at a time. Lines that a crash cut off are counted, not errors.</summary>
    /// <param name="folder">The folder; none there means no sessions.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async IAsyncEnumerable<CostSession> ReadSessionsAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var files = Directory.GetFiles(folder, "session_*.jsonl");
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files)
        {
            yield return await ReadSessionAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Writes a call, soon. Waits only when the disk is slower than the calls. Does nothing after the file has failed: a paid answer is
    /// worth more than its line, and <see cref="DisposeAsync"/> tells.
    /// </summary>
    public async ValueTask AppendAsync(CostEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        while (!_queue.Writer.TryWrite(entry) && await _queue.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
        {
            // There was room for somebody else.
        }
    }

    /// <summary>Writes what is left, flushes the file to the device and closes it.</summary>
    /// <exception cref="IOException">Some lines could not be written.</exception>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task<CostSession> ReadSessionAsync(string path, CancellationToken cancellationToken)
    {
        var totals = new Dictionary<(string Operation, string Model), CostTotals>();
        DateTimeOffset? first = null;
        DateTimeOffset? last = null;
        var unreadable = 0;

        // The session may still be written.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 16 * 1024, useAsync: true);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (CostEntryJson.Read(line) is not { } entry)
            {
                unreadable += string.IsNullOrWhiteSpace(line) ? 0 : 1;
                continue;
            }

            first ??= entry.Timestamp;
            last = entry.Timestamp;
            var key = (entry.Operation, entry.Model);
            totals[key] = totals.GetValueOrDefault(key) + CostTotals.Of(entry);
        }

        return new CostSession
        {
            SessionId = System.IO.Path.GetFileNameWithoutExtension(path)["session_".Length..],
            Path = path,
            FirstCall = first,
            LastCall = last,
            Costs = new CostSummary(totals),
            UnreadableLines = unreadable,
        };
    }

    private async Task WriteAllAsync()
    {
        using var buffer = new PooledBuffer(16 * 1024);
        var json = new Utf8JsonWriter(buffer);
        await using (json.ConfigureAwait(false))
        await using (_file.ConfigureAwait(false))
        {
            try
            {
                while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
                {
                    buffer.Clear();
                    while (buffer.Length < MaxBatchBytes && _queue.Reader.TryRead(out var entry))
                    {
                        json.Reset();
                        CostEntryJson.Write(json, entry, SessionId);
                        await json.FlushAsync().ConfigureAwait(false);
                        buffer.Append((byte)'\n');
                    }

                    await _file.WriteAsync(buffer.Written).ConfigureAwait(false);
                }

                _file.Flush(flushToDisk: true);
            }
            finally
            {
                _queue.Writer.TryComplete();
            }
        }
    }
}
