using System.Text.RegularExpressions;
using Aita.Tests;

namespace Aita.Architecture.Tests;

public sealed partial class StageTests
{
    [Fact]
    public void Stages_DoNotSeeEachOther()
    {
        var root = Repository.PathTo("src", "Aita.Exams", "Stages");
        var stages = Directory.GetDirectories(root).Select(static folder => Path.GetFileName(folder)!).ToList();
        var trespasses =
            from stage in stages
            from file in Directory.EnumerateFiles(Path.Combine(root, stage), "*.cs", SearchOption.AllDirectories)
            from Match match in StageName().Matches(File.ReadAllText(file))
            let other = match.Groups["name"].Value
            where other != stage && stages.Contains(other)
            select $"{Path.GetRelativePath(root, file)} uses {other}";

        Assert.NotEmpty(stages);
        Assert.Empty(trespasses);
    }

    [Fact]
    public void Stages_HaveNamespacesOfTheirFolders()
    {
        var root = Repository.PathTo("src", "Aita.Exams", "Stages");
        var wrong =
            from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            let stage = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0]
            where !File.ReadAllText(file).Contains($"namespace Aita.Exams.Stages.{stage}", StringComparison.Ordinal)
            select Path.GetRelativePath(root, file);

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"Stages\.(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StageName();
}
