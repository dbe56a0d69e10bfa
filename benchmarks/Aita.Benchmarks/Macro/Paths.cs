namespace Aita.Benchmarks.Macro;

/// <summary>Where the programs under test and their input are.</summary>
internal static class Paths
{
    /// <summary>The tool as users install it, put here by <see cref="PublishedTool"/>.</summary>
    public static string Aita => Path.Combine(Tool, "aita");

    public static string Tool => Path.Combine(Repository(), "artifacts", "tool");

    public static string Project => Path.Combine(Repository(), "src", "Aita.Cli");

    /// <summary>Writes the invented class.</summary>
    public static string Samples => Path.Combine(AppContext.BaseDirectory, "Aita.Samples");

    public static string Sample => Path.Combine(AppContext.BaseDirectory, "midterm");

    /// <summary>The page of results, in the repository that this program was built in.</summary>
    public static string Page => Path.Combine(Repository(), "docs", "benchmarks.md");

    public static string Self => Environment.ProcessPath!;

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Aita.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in a repository with Aita.slnx: run this program from where it was built.");
    }
}
