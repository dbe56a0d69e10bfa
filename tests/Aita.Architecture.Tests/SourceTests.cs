using System.Text.RegularExpressions;
using Aita.Tests;

namespace Aita.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int MaxLines = 400;
    private const int MaxFilesInFolder = 15;

    [Fact]
    public void Files_Have400LinesAtMost()
    {
        var tooLong = SourceFiles("src", "tests", "samples", "benchmarks", "examples")
            .Select(static file => (File: file, Lines: File.ReadLines(file).Count()))
            .Where(static file => file.Lines > MaxLines)
            .Select(static file => $"{Relative(file.File)}: {file.Lines} lines");

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Folders_HaveFewFiles()
    {
        var tooFull = SourceFiles("src").GroupBy(static file => Path.GetDirectoryName(file)!, StringComparer.Ordinal)
            .Where(static folder => folder.Count() > MaxFilesInFolder)
            .Select(static folder => $"{Relative(folder.Key)}: {folder.Count()} files");

        Assert.Empty(tooFull);
    }

    [Fact]
    public void Names_SayWhatTheThingDoes()
    {
        var vague = SourceFiles("src")
            .SelectMany(static file => TypeName().Matches(File.ReadAllText(file)).Select(match => (File: file, Name: match.Groups["name"].Value)))
            .Where(static type => VagueName().IsMatch(type.Name) && type.Name != "CheckpointManager")
            .Select(static type => $"{Relative(type.File)}: {type.Name}");

        Assert.Empty(vague);
    }

    [Fact]
    public void Console_IsTouchedInOneFileOfTheCli()
    {
        var users = SourceFiles("src").Where(static file => ConsoleUse().IsMatch(File.ReadAllText(file))).Select(Relative).ToList();

        Assert.True(users.Count <= 1 && users.All(static file => file.StartsWith("src/Aita.Cli/", StringComparison.Ordinal)),
            $"System.Console is used in {string.Join(", ", users)}.");
    }

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    private static IEnumerable<string> SourceFiles(params string[] folders) => folders
        .Select(static folder => Repository.PathTo(folder))
        .Where(Directory.Exists)
        .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(static file => !Relative(file).Split('/').Any(static part => part is "bin" or "obj" or "artifacts"));

    [GeneratedRegex(@"\b(?:class|struct|record|interface)\s+(?:struct\s+|class\s+)?(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();

    [GeneratedRegex("(Manager|Helper|Helpers|Utils|Utility|Service|Base|Impl)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VagueName();

    [GeneratedRegex(@"(?<![\w.])(System\.)?Console\.\w", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConsoleUse();
}
