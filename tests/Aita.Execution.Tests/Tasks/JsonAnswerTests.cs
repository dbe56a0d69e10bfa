using System.Text.Json;

namespace Aita.Execution.Tests.Tasks;

public sealed class JsonAnswerTests
{
    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("\uFEFF  {\"a\":1}\n")]
    [InlineData("```json\n{\"a\":1}\n```")]
    [InlineData("```\n{\"a\":1}\n```\nI hope this helps {really} [1].")]
    [InlineData("Sure! Here it is [see 1]:\n{\"a\":1}")]
    [InlineData("As {x} shows, [1, 2, 3] hold: {\"a\":1} That is all.")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{ // what it's \"about\"\n \"a\": 1 /* } */ }")]
    [InlineData("<think>Maybe {\"a\"} or [sic]?</think>{\"a\":1}")]
    public void Parse_ObjectInAnyWrapping_IsFound(string text) =>
        Assert.Equal(1, JsonAnswer.Parse(text).GetProperty("a").GetInt32());

    [Theory]
    [InlineData("[1,2]", JsonValueKind.Array)]
    [InlineData("The answer: [{\"a\":1},{\"a\":2}]", JsonValueKind.Array)]
    [InlineData(" 42 ", JsonValueKind.Number)]
    [InlineData("\"see {x} and [1\"", JsonValueKind.String)]
    [InlineData("null", JsonValueKind.Null)]
    [InlineData("{}", JsonValueKind.Object)]
    public void Parse_JsonOfAnyKind_IsRead(string text, JsonValueKind kind) => Assert.Equal(kind, JsonAnswer.Parse(text).ValueKind);

    [Fact]
    public void Parse_SeveralPieces_TheLongestIsTheAnswer() =>
        Assert.Equal("final", JsonAnswer.Parse("""Format: {"a":"x"}. Answer: {"a":"final","b":[1,2]} See {"c":3}.""").GetProperty("a").GetString());

    [Fact]
    public void Parse_FenceInsideAString_IsText() =>
        Assert.Equal("```c\nint x[] = {1};\n```", JsonAnswer.Parse("```json\n{\"code\":\"```c\\nint x[] = {1};\\n```\"}\n```").GetProperty("code").GetString());

    [Fact]
    public void Parse_RawLineBreaksAndTabsInStrings_AreKept() =>
        Assert.Equal("a\n\tb", JsonAnswer.Parse("{\"a\":\"a\n\tb\"}").GetProperty("a").GetString());

    [Theory]
    [InlineData("{\"a\":[1,{\"b\":2}", "cut off after 15 characters", FailureKind.Truncated)]
    [InlineData("Here:\n```json\n{\"a\": \"It was a dark and", "cut off in the middle of a string", FailureKind.Truncated)]
    [InlineData("{\"a\":", "cut off", FailureKind.Truncated)]
    [InlineData("{\"a", "cut off", FailureKind.Truncated)]
    [InlineData("{", "cut off", FailureKind.Truncated)]
    [InlineData("For example {\"a\":1}. Now: {\"a\":1,\"b\":[", "cut off", FailureKind.Truncated)]
    [InlineData("```json\n{\"a\":[1,2\n```", "a closing bracket is missing", FailureKind.InvalidResponse)]
    [InlineData("{\"a\":\"x, \"b\":1}", "a closing quote is missing", FailureKind.InvalidResponse)]
    [InlineData("{\"a\":\"x\" \"b\":1}", "'\"' is invalid after a value", FailureKind.InvalidResponse)]
    [InlineData("{\"a\":\"x}", "a closing quote is missing", FailureKind.InvalidResponse)]
    [InlineData("{\"a\": oops, \"b\":{\"c\":1}}", "line 1, column 7", FailureKind.InvalidResponse)]
    [InlineData("{\n\"é\": 1,\n\"b\": é\n}", "line 3, column 6 of the JSON, near `\"b\": é`", FailureKind.InvalidResponse)]
    [InlineData("I cannot answer that.", "There is no JSON in the answer. It begins: `I cannot answer that.`", FailureKind.InvalidResponse)]
    [InlineData("{x} and [y]", "not valid JSON", FailureKind.InvalidResponse)]
    [InlineData("  ", "empty", FailureKind.InvalidResponse)]
    public void Parse_TextThatCannotBeRead_SaysWhatAndWhere(string text, string message, FailureKind kind)
    {
        var e = Assert.Throws<LlmException>(() => JsonAnswer.Parse(text));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(kind, e.Kind);
        Assert.Equal(text, e.Failure.RawResponse);
    }

    [Fact]
    public void TryParse_HalfASurrogatePair_SaysSo()
    {
        Assert.False(JsonAnswer.TryParse($"{{\"a\":\"{(char)0xD800}\"}}", out _, out var failure));
        Assert.Contains("surrogate", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_BrokenAnswerWithAWholePieceInside_NeverTakesTheFragment()
    {
        Assert.False(JsonAnswer.TryParse("""{"total": five, "criteria": [{"points": 2}]}""", out _, out var failure));
        Assert.Equal(FailureKind.InvalidResponse, failure.Kind);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('"')]
    [InlineData('\\')]
    [InlineData('`')]
    public void TryParse_HundredThousandOfOneCharacter_AnswersAtOnce(char c)
    {
        Assert.False(JsonAnswer.TryParse(new string(c, 100_000), out _, out _));
        Assert.False(JsonAnswer.TryParse(string.Concat(Enumerable.Repeat($"{c}\"", 50_000)), out _, out _));
    }
}
