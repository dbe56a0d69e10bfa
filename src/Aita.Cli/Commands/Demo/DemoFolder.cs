namespace Aita.Cli.Commands.Demo;

/// <summary>Where the demo works; it stays there afterwards.</summary>
/// <param name="Path">The folder, absolute.</param>
internal sealed record DemoFolder(string Path)
{
    /// <summary>The folder that was named, or a new one among the temporary files of the system.</summary>
    /// <exception cref="CliException">The folder is not empty.</exception>
    public static DemoFolder Create(CommandContext context, string? directory)
    {
        if (directory is null)
        {
            return new DemoFolder(Directory.CreateTempSubdirectory("aita-demo-").FullName);
        }

        var path = context.Services.FullPath(directory);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new CliException($"The folder {directory} is not empty: name a new one, so that the demo overwrites nothing.");
        }

        Directory.CreateDirectory(path);
        return new DemoFolder(path);
    }
}
