using Microsoft.Win32.SafeHandles;

namespace Aita.Cli;

/// <summary>
/// A file that is written over a whole run and appears at its end, or not at all: it is written beside its place under another name, and renamed at the end. Without
/// <see cref="CommitAsync"/> nothing is left behind.
/// </summary>
internal sealed class PartialFile : IAsyncDisposable
{
    /// <summary>What has been written is sent to the device meanwhile, so that the end need not wait for all of it: so often, when it is so much.</summary>
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);
    private const long FlushBytes = 8 << 20;

    private readonly string _path;
    private readonly string _partial;
    private readonly SafeFileHandle _handle;
    private readonly PeriodicTimer _timer;
    private readonly Task _flushing;
    private bool _committed;

    /// <summary>Begins the file; its folder is made when missing.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="time">The clock; default: the system's.</param>
    /// <exception cref="CliException">It cannot be written there.</exception>
    public PartialFile(string path, TimeProvider? time = null)
    {
        _timer = new PeriodicTimer(FlushEvery, time ?? TimeProvider.System);
        _path = path;
        _partial = path + ".partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _handle = File.OpenHandle(_partial, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
            Content = new FileStream(_handle, FileAccess.Write, bufferSize: 0, isAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _timer.Dispose();
            throw new CliException($"{path} cannot be written: {e.Message} Choose another place, or end the process that is writing it.", inner: e);
        }

        _flushing = FlushAsync();
    }

    /// <summary>What will be the file.</summary>
    public FileStream Content { get; }

    /// <summary>Puts the file in its place, over an older one.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Content.FlushAsync(cancellationToken);
        _timer.Dispose();
        await _flushing; // a device reports an error once: it must not be lost
        Content.Flush(flushToDisk: true);
        await Content.DisposeAsync();
        File.Move(_partial, _path, overwrite: true);
        _committed = true;
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        if (!_committed)
        {
            if (OperatingSystem.IsWindows())
            {
                await _flushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // only then it can be deleted
            }

            await Content.DisposeAsync();
            File.Delete(_partial);
        }
    }

    private async Task FlushAsync()
    {
        long flushed = 0;
        while (await _timer.WaitForNextTickAsync())
        {
            if (Content.Position is var written && written - flushed >= FlushBytes)
            {
                // Takes as long as the device likes, so not on a thread of the pool.
                await Task.Factory.StartNew(() => RandomAccess.FlushToDisk(_handle), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                flushed = written;
            }
        }
    }
}
