using System.Text.RegularExpressions;

namespace Aita.Exams.Prompts;

/// <summary>Cuts a template into literals, placeholders and blocks. Block marks that stand alone on a line take the line with them.</summary>
internal static partial class PromptParser
{
    public static IReadOnlyList<PromptNode> Parse(string template, string text)
    {
        var open = new Stack<(string Name, List<PromptNode> Nodes)>();
        var nodes = new List<PromptNode>();
        var position = 0;
        foreach (Match mark in Mark().Matches(text))
        {
            AddLiteral(template, text[position..mark.Index], nodes);
            position = mark.Index + mark.Length;
            if (mark.Groups["if"].Success)
            {
                open.Push((mark.Groups["if"].Value, nodes));
                nodes = [];
            }
            else if (mark.Groups["end"].Success)
            {
                if (!open.TryPop(out var block))
                {
                    throw new FormatException($"The prompt {template} has a {{{{/if}}}} without {{{{#if name}}}}.");
                }

                block.Nodes.Add(new PromptNode.Block(block.Name, nodes));
                nodes = block.Nodes;
            }
            else
            {
                nodes.Add(new PromptNode.Placeholder(mark.Groups["name"].Value));
            }
        }

        AddLiteral(template, text[position..], nodes);
        return open.TryPeek(out var unclosed)
            ? throw new FormatException($"The prompt {template} has no {{{{/if}}}} for {{{{#if {unclosed.Name}}}}}.")
            : nodes;
    }

    private static void AddLiteral(string template, string literal, List<PromptNode> nodes)
    {
        var mistake = literal.IndexOf("{{", StringComparison.Ordinal);
        if (mistake >= 0)
        {
            var end = literal.IndexOf("}}", mistake, StringComparison.Ordinal);
            var shown = literal[mistake..(end < 0 ? Math.Min(literal.Length, mistake + 20) : end + 2)];
            throw new FormatException($"The prompt {template} has '{shown}', which is not {{{{name}}}}, {{{{#if name}}}} or {{{{/if}}}}.");
        }

        if (literal.Length > 0)
        {
            nodes.Add(new PromptNode.Literal(literal));
        }
    }

    [GeneratedRegex(
        @"(?m:^[ \t]*\{\{(?:\#if\ (?<if>[a-z][a-z0-9_]*)|(?<end>/if))\}\}[ \t]*(?:\n|\z))|\{\{(?:\#if\ (?<if>[a-z][a-z0-9_]*)|(?<end>/if)|(?<name>[a-z][a-z0-9_]*))\}\}",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Mark();
}
