namespace Aita.Cli.Commands.Demo;

/// <summary>Where the demo works: a folder that is named and kept, or a temporary one that is removed unless it is to be kept.</summary>
internal sealed class DemoFolder : IDisposable
{
    private DemoFolder(string path, bool isKept) => (Path, IsKept) = (path, isKept);

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>Whether it is there after the demo.</summary>
    public bool IsKept { get; }

    /// <exception cref="CliException">The folder is not empty.</exception>
    public static DemoFolder Create(CommandContext context, string? directory, bool keep)
    {
        if (directory is null)
        {
            return new DemoFolder(Directory.CreateTempSubdirectory("aita-demo-").FullName, keep);
        }

        var path = context.Services.FullPath(directory);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new CliException($"The folder {directory} is not empty: name a new one, so that the demo overwrites nothing.");
        }

        Directory.CreateDirectory(path);
        return new DemoFolder(path, isKept: true);
    }

    public void Dispose()
    {
        if (!IsKept)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
