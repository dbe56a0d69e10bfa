using System.Text;
using Aita.Cli.JsonLines;

namespace Aita.Cli.Tests.JsonLines;

public sealed class BatchLineParserTests
{
    [Fact]
    public void Parse_OpenAiForm_KeepsTheBodyByteForByte()
    {
        const string Body = """{ "model":"a/b",  "messages":[{"role":"user","content":"\u00e9 é \/"}],"x":{"y":[1, 2.0, null]},"max_completion_tokens": 7 }""";

        var line = Parse($$"""{"custom_id":"q1","method":"POST","url":"/v1/chat/completions","body":{{Body}},"extra":1}""");

        Assert.Null(line.Problem);
        Assert.Equal("q1", line.CustomId);
        Assert.Equal(Body, Encoding.UTF8.GetString(line.Body.Span));
        Assert.Equal("a/b", line.Model);
        Assert.Equal(7, line.TokenLimit);
    }

    [Fact]
    public void Parse_ShortForm_BuildsTheBodyAndCopiesTheTextsAsTheyStand()
    {
        var line = Parse("""{"id":7,"prompt":"say \"\u00e9\" é","system":"s","model":"m","temperature":0.20,"max_tokens":50}""");

        Assert.Null(line.Problem);
        Assert.Equal("7", line.CustomId);
        Assert.Equal(
            """{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"say \"\u00e9\" é"}],"temperature":0.20,"max_tokens":50}""",
            Encoding.UTF8.GetString(line.Body.Span));
        Assert.Equal("m", line.Model);
        Assert.Equal(50, line.TokenLimit);
    }

    [Theory]
    [InlineData("""{"n":3,"max_tokens":50}""", 150)]
    [InlineData("""{"max_tokens":50,"n":null}""", 50)]
    [InlineData("""{"max_tokens":50,"n":0}""", 50)]
    [InlineData("""{"max_tokens":2000000000,"n":2}""", int.MaxValue)]
    [InlineData("""{"n":3}""", null)]
    public void Parse_SeveralAnswers_AllOfTheirTokensMayBePaidFor(string body, int? expected) =>
        Assert.Equal(expected, Parse($$"""{"custom_id":"q1","body":{{body}}}""").TokenLimit);

    [Theory]
    [InlineData("""{"custom_id":"q1","body":{"messages":[]},"sample_index":2,"size_hint":1.5}""", 2, 1.5)]
    [InlineData("""{"size_hint":200,"sample_index":0,"id":"q1","prompt":"p"}""", 0, 200.0)]
    [InlineData("""{"id":"q1","prompt":"p","sample_index":null,"size_hint":null}""", null, null)]
    [InlineData("""{"custom_id":"q1","body":{"sample_index":-1}}""", null, null)]
    public void Parse_SampleAndSize_AreTakenOfTheLineAndNotSent(string text, int? sample, double? size)
    {
        var line = Parse(text);

        Assert.Null(line.Problem);
        Assert.Equal((sample, size), (line.SampleIndex, line.SizeHint));
        Assert.DoesNotContain("size_hint", Encoding.UTF8.GetString(line.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ShortestForm_LeavesOutWhatIsNotGiven()
    {
        var line = Parse("""{"id":"a","prompt":"p","system":null}""");

        Assert.Equal("""{"messages":[{"role":"user","content":"p"}]}""", Encoding.UTF8.GetString(line.Body.Span));
        Assert.Null(line.Model);
        Assert.Null(line.TokenLimit);
    }

    [Theory]
    [InlineData("nonsense", "is not valid JSON (at byte 2)")]
    [InlineData("[1]", "is not a JSON object")]
    [InlineData("""{"id":"a","prompt":"p"} x""", "is not valid JSON (at byte 25)")]
    [InlineData("""{"id":"a","prompt":"p" """, "is not valid JSON")]
    [InlineData("{}", "has neither \"custom_id\" and \"body\" nor \"id\" and \"prompt\"")]
    [InlineData("""{"body":{}}""", "has no \"custom_id\"")]
    [InlineData("""{"prompt":"p"}""", "has no \"id\"")]
    [InlineData("""{"id":"a"}""", "has neither a \"body\" nor a \"prompt\"")]
    [InlineData("""{"id":"7","prompt":null}""", "has no \"prompt\"")]
    [InlineData("""{"id":"  ","prompt":"p"}""", "has a \"id\" that is not a text with something in it")]
    [InlineData("""{"custom_id":["a"],"body":{}}""", "has a \"custom_id\" that is not a text with something in it")]
    [InlineData("""{"id":"a","prompt":{"x":1}}""", "has a \"prompt\" that is not a text")]
    [InlineData("""{"id":"a","prompt":"p","temperature":"hot"}""", "has a \"temperature\" that is not a number")]
    [InlineData("""{"custom_id":"a","body":{},"sample_index":-1}""", "has a \"sample_index\" that is not a whole number from 0 to 2147483647")]
    [InlineData("""{"custom_id":"a","body":{},"sample_index":1.5}""", "has a \"sample_index\" that is not a whole number")]
    [InlineData("""{"custom_id":"a","body":{},"sample_index":"1"}""", "has a \"sample_index\" that is not a whole number")]
    [InlineData("""{"custom_id":"a","body":{},"sample_index":9999999999}""", "has a \"sample_index\" that is not a whole number")]
    [InlineData("""{"custom_id":"a","body":{},"size_hint":0}""", "has a \"size_hint\" that is not a number above 0")]
    [InlineData("""{"custom_id":"a","body":{},"size_hint":1e999}""", "has a \"size_hint\" that is not a number above 0")]
    [InlineData("""{"id":"a","prompt":"p","size_hint":[1]}""", "has a \"size_hint\" that is not a number above 0")]
    [InlineData("""{"id":"a","prompt":"p","top_p":1}""", "has the field \"top_p\", which the short form does not know")]
    [InlineData("""{"custom_id":"x\ud83d","body":{}}""", "has half of a character as an escape")]
    [InlineData("""{"id":"a","pr\ud83dt":"p"}""", "has half of a character as an escape")]
    [InlineData("""{"custom_id":"a","body":{"model":"\ud83d"}}""", "has half of a character as an escape")]
    [InlineData("""{"custom_id":"a","body":[1,[2]]}""", "has a \"body\" that is not a JSON object")]
    [InlineData("""{"custom_id":"a","body":{"stream":true}}""", "asks for a stream, which a batch cannot deliver")]
    [InlineData("""{"custom_id":"a","method":"GET","body":{}}""", "has a \"method\" other than POST")]
    [InlineData("""{"custom_id":"a","url":"/v1/embeddings","body":{}}""", "has the \"url\" '/v1/embeddings': only /v1/chat/completions")]
    public void Parse_WrongLine_SaysWhatIsWrong(string text, string problem)
    {
        Assert.StartsWith(problem, Parse(text).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WrongLineWithAnId_KeepsTheId()
    {
        Assert.Equal("a", Parse("""{"id":"a","prompt":1}""").CustomId);
        Assert.Equal("a", Parse("""{"id":"a","prompt":null}""").CustomId);
        Assert.Equal("a", Parse("""{"custom_id":"a","body":{"model":"\ud83d"}}""").CustomId);
    }

    [Fact]
    public void Parse_BytesThatAreNotUtf8_IsWrong()
    {
        byte[] bytes = [.. """{"id":"a","prompt":"""u8, (byte)'"', 0xFF, (byte)'"', (byte)'}'];

        Assert.Equal("is not valid UTF-8", BatchLineParser.Parse(bytes).Problem);
    }

    private static BatchLine Parse(string text) => BatchLineParser.Parse(Encoding.UTF8.GetBytes(text));
}
