using Aita.Exams.Prompts;

namespace Aita.Exams.Tests.Prompts;

public sealed class PromptTemplateTests
{
    private static PromptTemplate Parse(string text) => PromptTemplate.Parse("t.prompt.md", text);

    private static Dictionary<string, string?> Values(params (string Name, string? Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);

    [Fact]
    public void Render_Placeholders_AreInsertedOnce() =>
        Assert.Equal(
            "Question {{b}} and $1 and x.",
            Parse("Question {{a}} and {{c}} and {{b}}.").Render(Values(("a", "{{b}}"), ("b", "x"), ("c", "$1"))));

    [Fact]
    public void Render_Blocks_StandOrVanishWithTheirLines()
    {
        var template = Parse("Start\n{{#if notes}}\nNotes: {{notes}}\n{{#if more}}\n(more)\n{{/if}}\n{{/if}}\nEnd{{#if more}}!{{/if}}\n");

        Assert.Equal("Start\nNotes: n\n(more)\nEnd!", template.Render(Values(("notes", "n"), ("more", "m"))));
        Assert.Equal("Start\nNotes: n\nEnd", template.Render(Values(("notes", "n"), ("more", null))));
        Assert.Equal("Start\nEnd", template.Render(Values(("notes", " \n"), ("more", ""))));
    }

    [Fact]
    public void Render_JsonAndLatexAndWindowsLines_AreLeftAlone() =>
        Assert.Equal("{\"a\": {\"b\": 1}}\n\\frac{1}{2} v", Parse("{\"a\": {\"b\": 1}}\r\n\\frac{1}{2} {{x}}").Render(Values(("x", "v"))));

    [Fact]
    public void Render_MissingValue_NamesIt()
    {
        var exception = Assert.Throws<ArgumentException>(() => Parse("{{a}} {{#if b}}x{{/if}}").Render(Values(("a", "1"))));

        Assert.StartsWith("The prompt t.prompt.md needs a value for 'b'.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ValueWithoutPlaceholder_NamesIt()
    {
        var exception = Assert.Throws<ArgumentException>(() => Parse("{{a}}").Render(Values(("a", "1"), ("typo", "2"))));

        Assert.StartsWith("The prompt t.prompt.md has no placeholder 'typo'.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ a }}", "The prompt t.prompt.md has '{{ a }}', which is not {{name}}, {{#if name}} or {{/if}}.")]
    [InlineData("{{#unless a}}", "The prompt t.prompt.md has '{{#unless a}}', which is not {{name}}, {{#if name}} or {{/if}}.")]
    [InlineData("{{a", "The prompt t.prompt.md has '{{a', which is not {{name}}, {{#if name}} or {{/if}}.")]
    [InlineData("{{#if a}}x", "The prompt t.prompt.md has no {{/if}} for {{#if a}}.")]
    [InlineData("x{{/if}}", "The prompt t.prompt.md has a {{/if}} without {{#if name}}.")]
    public void Parse_Mistake_NamesIt(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Parse(text)).Message);

    [Fact]
    public void Load_UnknownFile_NamesIt() =>
        Assert.StartsWith(
            "There is no embedded prompt 'nothing.prompt.md'.",
            Assert.Throws<ArgumentException>(() => PromptTemplate.Load("nothing.prompt.md")).Message,
            StringComparison.Ordinal);
}
