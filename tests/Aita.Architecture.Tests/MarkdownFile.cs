using System.Text.RegularExpressions;
using Aita.Tests;

namespace Aita.Architecture.Tests;

/// <summary>One page of the documentation: its lines, code fences, links and headings.</summary>
internal sealed partial class MarkdownFile(string path)
{
    private static readonly string[] Folders = ["docs", "examples", "samples", "src", "tests", "benchmarks"];

    private List<string> Lines { get; } = [.. File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n')];

    public string Path => path;

    /// <summary>Path from the root of the repository.</summary>
    public string Name => System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    /// <summary>All pages. Prompt templates are not pages.</summary>
    public static IEnumerable<MarkdownFile> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Folders.Select(static folder => Repository.PathTo(folder)).Where(Directory.Exists)
                .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)))
            .Where(static file => !file.EndsWith(".prompt.md", StringComparison.Ordinal))
            .Where(static file => !file.Split('/', '\\').Any(static part => part is "bin" or "obj" or "artifacts"))
            .Select(static file => new MarkdownFile(file)),
    ];

    public string Text => string.Join('\n', Lines);

    /// <summary>The fences of C# code, from the first to the last.</summary>
    public IEnumerable<Fence> CSharpFences()
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            if (CSharpFence().IsMatch(Lines[i]))
            {
                var end = Lines.FindIndex(i + 1, static line => line.StartsWith("```", StringComparison.Ordinal));
                var reference = i > 0 && Reference().Match(Lines[i - 1]) is { Success: true } match ? match : null;
                yield return new Fence(
                    i + 1,
                    string.Join('\n', Lines[(i + 1)..end]),
                    reference?.Groups["example"].Value,
                    reference?.Groups["region"].Value);
                i = end;
            }
        }
    }

    /// <summary>Puts the code of examples into the fences that refer to them.</summary>
    public void Rewrite(Func<Fence, string?> codeOf)
    {
        foreach (var fence in CSharpFences().Reverse().ToList())
        {
            if (codeOf(fence) is { } code)
            {
                Lines.RemoveRange(fence.Line, fence.Code.Length == 0 ? Lines[fence.Line].StartsWith("```", StringComparison.Ordinal) ? 0 : 1 : fence.Code.Split('\n').Length);
                Lines.InsertRange(fence.Line, code.Split('\n'));
            }
        }

        File.WriteAllText(path, Text);
    }

    /// <summary>Targets of links and images, but not those inside of code.</summary>
    public IEnumerable<string> Links() => Prose()
        .SelectMany(static line => Link().Matches(InlineCode().Replace(line, string.Empty)))
        .Select(static match => match.Groups["target"].Value);

    /// <summary>The anchors of the headings, as hosting sites make them.</summary>
    public IEnumerable<string> Anchors() => Prose()
        .Where(static line => line.StartsWith('#'))
        .Select(static line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'));

    private IEnumerable<string> Prose()
    {
        var inCode = false;
        foreach (var line in Lines)
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            inCode ^= isFence;
            if (!inCode && !isFence)
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex("^```(csharp|cs|c#)\\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CSharpFence();

    [GeneratedRegex("^<!-- example: (?<example>[a-z0-9-]+)#(?<region>[a-z0-9-]+) -->$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInAnchor();

    /// <summary>A fence of C# code.</summary>
    /// <param name="Line">Number of the line that opens it, from 1.</param>
    /// <param name="Code">What is in it.</param>
    /// <param name="Example">Name of the example it shows, without the ending; null when it refers to none.</param>
    /// <param name="Region">Name of the region in the example.</param>
    internal sealed record Fence(int Line, string Code, string? Example, string? Region);
}
