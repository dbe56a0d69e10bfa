namespace Aita.Cli;

/// <summary>
/// A file that is written over a whole run and appears at its end, or not at all: it is written beside its place under another name, and renamed at the end. Without
/// <see cref="CommitAsync"/> nothing is left behind.
/// </summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _partial;
    private bool _committed;

    /// <summary>Begins the file; its folder is made when missing.</summary>
    /// <exception cref="CliException">It cannot be written there.</exception>
    public PartialFile(string path)
    {
        _path = path;
        _partial = path + ".partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Content = new FileStream(
                _partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be written: {e.Message} Choose another place, or end the process that is writing it.", inner: e);
        }
    }

    /// <summary>What will be the file.</summary>
    public FileStream Content { get; }

    /// <summary>Puts the file in its place, over an older one.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Content.FlushAsync(cancellationToken);
        Content.Flush(flushToDisk: true);
        await Content.DisposeAsync();
        File.Move(_partial, _path, overwrite: true);
        _committed = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_committed)
        {
            await Content.DisposeAsync();
            File.Delete(_partial);
        }
    }
}
