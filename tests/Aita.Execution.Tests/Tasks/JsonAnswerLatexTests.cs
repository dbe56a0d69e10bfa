using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Aita.Execution.Tests.Tasks;

public sealed class JsonAnswerLatexTests
{
    private static readonly string[] Commands =
    [
        @"\alpha", @"\frac{1}{2}", @"\times", @"\beta", @"\right)", @"\left(", @"\text{if }", @"\theta", @"\bar{x}", @"\rho", @"\nabla f",
        @"\forall x", @"\underline{x}", @"\uparrow", @"\sqrt{2}", @"\{", @"\}", @"\,", @"\%", @"\sum_{i=1}^n", @"\infty", @"\begin{cases}",
        @"\binom{n}{k}", @"\notin", @"\rangle", @"\Rightarrow", @"\mathbb{R}", @"\cdot",
    ];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Words with whitespace around: what a person or a model writes.
    private static readonly Gen<string> Prose = Gen.OneOf("Let", "x = 5", "\nThen", "\ttab", "\r\n", "\"quoted\"", "é 漢 😀", "a/b", "$", "C", "1.5", "\n- item", "\n\n");

    [Theory]
    [InlineData(@"\alpha")]
    [InlineData(@"\frac{1}{2}")]
    [InlineData(@"\times")]
    [InlineData(@"$\nu$")]
    [InlineData(@"$\tan \theta \to 0$")]
    [InlineData(@"\beta")]
    [InlineData(@"\right")]
    [InlineData(@"\text{a}")]
    [InlineData(@"\theta")]
    [InlineData(@"$a \neq b$")]
    [InlineData(@"\bar{x}")]
    [InlineData(@"\rho")]
    [InlineData(@"\nabla")]
    [InlineData(@"\forall")]
    [InlineData(@"\underline{x}")]
    [InlineData(@"\uparrow")]
    [InlineData(@"\{1\}")]
    [InlineData(@"$a \ne b$")]
    [InlineData(@"\alpha \ni x \ne y \nmid z")]
    [InlineData(@"\begin{pmatrix} a & b \\ c & d \\[2pt] e & f \end{pmatrix}")]
    public void Parse_LatexThatIsNotDoubled_Survives(string latex) =>
        Assert.Equal(latex, JsonAnswer.Parse($$"""{"a":"{{latex}}"}""").GetProperty("a").GetString());

    [Theory]
    [InlineData("""\n""", "\n")]
    [InlineData("""\t""", "\t")]
    [InlineData("""line\nnext""", "line\nnext")]
    [InlineData("""v = u + at\nu = 0""", "v = u + at\nu = 0")]
    [InlineData("""2 x\neq. 3\tan apple\to do""", "2 x\neq. 3\tan apple\to do")]
    [InlineData("""d) yes\ne) no\ni) see\nf) x""", "d) yes\ne) no\ni) see\nf) x")]
    [InlineData("""for i in x:\n\tif i:\n\t\tprint(i)""", "for i in x:\n\tif i:\n\t\tprint(i)")]
    [InlineData("""\r\nThe end\b\f""", "\r\nThe end\b\f")]
    [InlineData("""say \"hi\" \/ \\ \u00e9\u0041""", "say \"hi\" / \\ éA")]
    [InlineData("""\\frac{1}{2}\nu and \times""", "\\frac{1}{2}\nu and \times")]
    [InlineData("""C:\\temp\new""", "C:\\temp\new")]
    [InlineData("""don\'t""", "don't")]
    public void Parse_EscapesThatAreMeant_StayEscapes(string json, string expected) =>
        Assert.Equal(expected, JsonAnswer.Parse($$"""{"a":"{{json}}"}""").GetProperty("a").GetString());

    [Fact]
    public void Parse_EvidenceElsewhereInTheDocument_DecidesDoubtfulWords()
    {
        Assert.Equal(@"\ne", JsonAnswer.Parse("""{"a":"\ne","b":"\alpha"}""").GetProperty("a").GetString());
        Assert.Equal("\ne", JsonAnswer.Parse("""{"a":"\ne","b":"\\alpha"}""").GetProperty("a").GetString());
        Assert.Equal("\nu", JsonAnswer.Parse("""{"a":"\nu","b":"\\alpha"}""").GetProperty("a").GetString());
    }

    [Fact]
    public void Parse_QuotesInACommentBeforeLatex_DoNotConfuseTheRepair() =>
        Assert.Equal(@"\frac", JsonAnswer.Parse("{ // it's \" here\n\"a\":\"\\frac\"}").GetProperty("a").GetString());

    /// <summary>JSON that is written properly reads back as it is, whatever LaTeX and line breaks it has.</summary>
    [Fact]
    public void Parse_ProperJsonWithLatex_ReadsBackIdentically() =>
        Texts(Gen.Frequency((2, Prose), (2, Gen.OneOf(Commands)), (1, Gen.String[0, 20].Select(WithoutSurrogates))))
            .Where(texts => texts.Any(text => text.Contains(@"\a", StringComparison.Ordinal)))
            .Sample(texts =>
            {
                var json = JsonSerializer.Serialize(texts, Relaxed);
                return JsonAnswer.Parse(json).EnumerateArray().Select(item => item.GetString()).SequenceEqual(texts)
                    && JsonAnswer.Parse($"Here:\n```json\n{json}\n```\nDone.").GetArrayLength() == texts.Length;
            });

    /// <summary>Random JSON without a backslash in its text is never touched.</summary>
    [Fact]
    public void Parse_AnyJsonOfAnyShape_ReadsBackIdentically() =>
        Node(3).Sample(node =>
        {
            var json = node.ToJsonString();
            return JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(JsonAnswer.Parse(json).GetRawText()));
        });

    /// <summary>The same documents with the backslashes of LaTeX not doubled read back as what was meant.</summary>
    [Fact]
    public void Parse_LatexNotDoubledInAnyDocument_ReadsBackAsMeant() =>
        Texts(Gen.Frequency((1, Prose.Where(text => text is not "\ttab")), (2, Gen.OneOf(Commands)))).Sample(texts =>
        {
            var json = JsonSerializer.Serialize(texts, Relaxed);
            var broken = Commands.Aggregate(json, (text, command) => text.Replace(command.Replace(@"\", @"\\", StringComparison.Ordinal), command, StringComparison.Ordinal));
            return JsonAnswer.Parse(broken).EnumerateArray().Select(item => item.GetString()).SequenceEqual(texts);
        });

    private static Gen<string[]> Texts(Gen<string> piece) => piece.Array[0, 8].Select(pieces => string.Join(' ', pieces)).Array[1, 5];

    private static string WithoutSurrogates(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c) && c != '\\' && c is >= ' ' or '\n'));

    private static Gen<JsonNode> Node(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Int.Select(number => (JsonNode)JsonValue.Create(number)),
            Gen.Bool.Select(flag => (JsonNode)JsonValue.Create(flag)),
            Gen.String[0, 20].Select(text => (JsonNode)JsonValue.Create(WithoutSurrogates(text))));
        if (depth == 0)
        {
            return leaf;
        }

        var children = Node(depth - 1).Array[0, 4];
        return Gen.OneOf(
            leaf,
            children.Select(items => (JsonNode)new JsonArray([.. items.Select(item => item.DeepClone())])),
            children.Select(items => (JsonNode)new JsonObject(items.Select((item, i) => KeyValuePair.Create($"k{i}", (JsonNode?)item.DeepClone())))));
    }
}
