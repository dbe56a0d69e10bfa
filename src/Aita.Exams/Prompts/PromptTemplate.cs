using System.Collections.Concurrent;
using System.Text;

namespace Aita.Exams.Prompts;

/// <summary>
/// The words sent to a model, kept in a <c>*.prompt.md</c> file beside the stage that uses them: text with <c>{{name}}</c> placeholders and
/// <c>{{#if name}}...{{/if}}</c> blocks, which are kept when the value is not blank. Values are inserted once, as they are: a value that
/// contains <c>{{x}}</c> is not expanded. Immutable and thread-safe.
/// </summary>
internal sealed class PromptTemplate
{
    private static readonly ConcurrentDictionary<string, PromptTemplate> Loaded = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<PromptNode> _nodes;

    private PromptTemplate(string name, IReadOnlyList<PromptNode> nodes)
    {
        Name = name;
        _nodes = nodes;
        Placeholders = nodes.SelectMany(NamesIn).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>Every name the template uses; a render must give each of them, and no other.</summary>
    public IReadOnlySet<string> Placeholders { get; }

    /// <summary>The template of that file name, embedded in this library; parsed once.</summary>
    /// <param name="fileName">Such as <c>transcription.prompt.md</c>.</param>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    /// <exception cref="FormatException">The file has a mistake; the message names it.</exception>
    public static PromptTemplate Load(string fileName) => Loaded.GetOrAdd(fileName, static fileName =>
    {
        using var stream = typeof(PromptTemplate).Assembly.GetManifestResourceStream(fileName)
            ?? throw new ArgumentException($"There is no embedded prompt '{fileName}'.", nameof(fileName));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(fileName, reader.ReadToEnd());
    });

    /// <summary>A template from its text.</summary>
    /// <exception cref="FormatException">The text has a mistake; the message names it.</exception>
    public static PromptTemplate Parse(string name, string text) =>
        new(name, PromptParser.Parse(name, text.ReplaceLineEndings("\n").TrimEnd('\n')));

    /// <summary>The prompt with these values.</summary>
    /// <param name="values">One value for each placeholder; null and blank values make their <c>#if</c> blocks vanish.</param>
    /// <exception cref="ArgumentException">A placeholder has no value, or a value has no placeholder; the message names it.</exception>
    public string Render(IReadOnlyDictionary<string, string?> values)
    {
        foreach (var name in Placeholders.Where(name => !values.ContainsKey(name)))
        {
            throw new ArgumentException($"The prompt {Name} needs a value for '{name}'.", nameof(values));
        }

        foreach (var name in values.Keys.Where(name => !Placeholders.Contains(name)))
        {
            throw new ArgumentException($"The prompt {Name} has no placeholder '{name}'.", nameof(values));
        }

        var prompt = new StringBuilder();
        Append(_nodes, values, prompt);
        return prompt.ToString();
    }

    private static void Append(IReadOnlyList<PromptNode> nodes, IReadOnlyDictionary<string, string?> values, StringBuilder prompt)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case PromptNode.Literal literal:
                    prompt.Append(literal.Text);
                    break;
                case PromptNode.Placeholder placeholder:
                    prompt.Append(values[placeholder.Name]);
                    break;
                case PromptNode.Block block when !string.IsNullOrWhiteSpace(values[block.Name]):
                    Append(block.Nodes, values, prompt);
                    break;
            }
        }
    }

    private static IEnumerable<string> NamesIn(PromptNode node) => node switch
    {
        PromptNode.Placeholder placeholder => [placeholder.Name],
        PromptNode.Block block => [block.Name, .. block.Nodes.SelectMany(NamesIn)],
        _ => [],
    };
}

/// <summary>A piece of a template.</summary>
internal abstract record PromptNode
{
    internal sealed record Literal(string Text) : PromptNode;

    internal sealed record Placeholder(string Name) : PromptNode;

    internal sealed record Block(string Name, IReadOnlyList<PromptNode> Nodes) : PromptNode;
}
