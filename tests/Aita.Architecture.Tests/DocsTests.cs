using System.Text.RegularExpressions;
using Aita.Execution;
using Aita.Tests;

namespace Aita.Architecture.Tests;

/// <summary>The documentation is true as far as a machine can tell. <c>AITA_APPROVE=1</c> copies the examples into the pages anew.</summary>
public sealed partial class DocsTests
{
    [Fact]
    public void CSharpFences_AreRegionsOfExamples()
    {
        if (string.Equals(Environment.GetEnvironmentVariable("AITA_APPROVE"), "1", StringComparison.Ordinal))
        {
            foreach (var page in MarkdownFile.All.Where(static page => page.CSharpFences().Any(static fence => fence.Example is not null)))
            {
                page.Rewrite(static fence => fence.Example is null ? null : FindRegion(fence));
            }
        }

        var wrong = MarkdownFile.All
            .Where(static page => !page.Name.StartsWith("docs/decisions/", StringComparison.Ordinal))
            .SelectMany(static page => page.CSharpFences().Select(fence => (page.Name, fence.Line, Problem: ProblemOf(fence))))
            .Where(static fence => fence.Problem is not null)
            .Select(static fence => $"{fence.Name}:{fence.Line}: {fence.Problem}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void Links_Resolve()
    {
        var broken = MarkdownFile.All
            .SelectMany(static page => page.Links().Where(link => !Resolves(page, link)).Select(link => $"{page.Name}: {link}"));

        Assert.Empty(broken);
    }

    [Fact]
    public void Commands_AreDocumented()
    {
        var docs = TextOf(static page => page.Name.StartsWith("docs/", StringComparison.Ordinal));
        var commands = Directory.EnumerateFiles(Repository.PathTo("src", "Aita.Cli", "Commands"), "*Command.cs", SearchOption.AllDirectories)
            .Select(static file => CommandName().Matches(File.ReadAllText(file)).Select(static match => match.Groups["name"].Value).ToList())
            .Where(static names => names.Count > 0)
            .SelectMany(static names => names.Skip(1).Select(sub => $"aita {names[0]} {sub}").Prepend($"aita {names[0]}"))
            .ToList();

        Assert.Contains("aita batch", commands);
        Assert.DoesNotContain(commands, command => !docs.Contains(command, StringComparison.Ordinal));
    }

    [Fact]
    public void Variables_OfTheSettings_AreThoseOfTheEnvironmentExampleAndOfTheDocs()
    {
        var read = Directory.EnumerateFiles(Repository.PathTo("src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Split('/', '\\').Any(static part => part is "bin" or "obj"))
            .SelectMany(static file => QuotedVariable().Matches(File.ReadAllText(file)))
            .Select(static match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var example = File.ReadLines(Repository.PathTo(".env.example"))
            .Select(static line => AssignedVariable().Match(line))
            .Where(static match => match.Success)
            .Select(static match => match.Groups["name"].Value)
            .ToList();
        var settings = File.ReadAllText(Repository.PathTo("docs", "cli", "settings.md"));

        Assert.Equal(read.Order(StringComparer.Ordinal), example.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(read, name => !settings.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_AndFailureKinds_AreDocumented()
    {
        var docs = TextOf(static page => page.Name.StartsWith("docs/execution/", StringComparison.Ordinal));
        var names = typeof(ParallelExecutionOptions).GetProperties().Select(static property => property.Name)
            .Concat(typeof(BatchOptions).GetProperties().Select(static property => property.Name))
            .Concat(typeof(ExecutionMetrics).GetProperties().Where(static property => property.Name != "EqualityContract").Select(static property => property.Name))
            .Concat(Enum.GetNames<FailureKind>());

        Assert.DoesNotContain(names, name => !Regex.IsMatch(docs, $@"`{name}\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Examples_AreListedInGettingStarted()
    {
        var page = File.ReadAllText(Repository.PathTo("docs", "getting-started.md"));
        var examples = Directory.EnumerateFiles(Repository.PathTo("examples"), "*.cs").Select(Path.GetFileName).ToList();

        Assert.NotEmpty(examples);
        Assert.DoesNotContain(examples, example => !page.Contains($"../examples/{example}", StringComparison.Ordinal));
    }

    private static string TextOf(Func<MarkdownFile, bool> isWanted) => string.Join('\n', MarkdownFile.All.Where(isWanted).Select(static page => page.Text));

    private static string? ProblemOf(MarkdownFile.Fence fence) =>
        fence.Example is null ? "C# code without a line '<!-- example: NN-name#region -->' before it"
        : FindRegion(fence) is not { } region ? $"examples/{fence.Example}.cs has no region '{fence.Region}'"
        : !string.Equals(region, fence.Code, StringComparison.Ordinal)
            ? $"differs from examples/{fence.Example}.cs#{fence.Region}: run the tests once with AITA_APPROVE=1 and commit the page"
            : null;

    private static string? FindRegion(MarkdownFile.Fence fence)
    {
        var example = Repository.PathTo("examples", $"{fence.Example}.cs");
        if (!File.Exists(example))
        {
            return null;
        }

        var lines = File.ReadAllText(example).ReplaceLineEndings("\n").Split('\n');
        var start = Array.FindIndex(lines, line => string.Equals(line.Trim(), $"#region {fence.Region}", StringComparison.Ordinal));
        var end = Array.FindIndex(lines, Math.Max(start, 0), static line => string.Equals(line.Trim(), "#endregion", StringComparison.Ordinal));
        if (start < 0 || end < 0)
        {
            return null;
        }

        var region = lines[(start + 1)..end];
        var indent = region.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Join('\n', region.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    private static bool Resolves(MarkdownFile page, string link)
    {
        if (Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto")
        {
            return true;
        }

        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0
            ? page.Path
            : Path.GetFullPath(Uri.UnescapeDataString(parts[0]), Path.GetDirectoryName(page.Path)!);
        return parts.Length == 1
            ? File.Exists(target) || Directory.Exists(target)
            : File.Exists(target) && new MarkdownFile(target).Anchors().Contains(parts[1], StringComparer.Ordinal);
    }

    [GeneratedRegex("(new (Aita)?Command\\(\\s*|const string Name = )\"(?<name>[a-z-]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandName();

    [GeneratedRegex("\"(?<name>(AITA|OPENROUTER)_[A-Z_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedVariable();

    [GeneratedRegex("^#?\\s?(?<name>(AITA|OPENROUTER)_[A-Z_]+)=", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AssignedVariable();
}
