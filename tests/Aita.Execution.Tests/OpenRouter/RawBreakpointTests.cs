using System.Text;

namespace Aita.Execution.Tests;

public sealed class RawBreakpointTests
{
    private const string Mark = "\"cache_control\":{\"type\":\"ephemeral\"}";

    // The bar stands where the shared bytes end; it is not part of the body.
    [Theory]
    [InlineData(
        """{ "seed":1.0, "messages" : [ {"role":"system", "content" : "r\u00fcle \"x\"" }, |{"role":"user","content":"q"} ], "x":[1e5]}""",
        """{ "seed":1.0, "messages" : [ {"role":"system", "content" : [{"type":"text","text":"r\u00fcle \"x\"",MARK}] }, {"role":"user","content":"q"} ], "x":[1e5]}""")]
    [InlineData(
        """{"messages":[{"role":"system","content":"a"},{"role":"assistant","content":"b","name":"n"},|{"role":"user","content":"q"}]}""",
        """{"messages":[{"role":"system","content":"a"},{"role":"assistant","content":[{"type":"text","text":"b",MARK}],"name":"n"},{"role":"user","content":"q"}]}""")]
    [InlineData(
        """{"messages":[{"role":"system","content":[{"type":"text","text":"a"},{"text":"b","type":"text" } ]},|{"role":"user","content":"q"}]}""",
        """{"messages":[{"role":"system","content":[{"type":"text","text":"a"},{"text":"b","type":"text",MARK } ]},{"role":"user","content":"q"}]}""")]
    [InlineData(
        """{"messages":[{"content":[{"type":"text","text":"a"},|{"type":"text","text":"q"}],"role":"user"}]}""",
        """{"messages":[{"content":[{"type":"text","text":"a",MARK},{"type":"text","text":"q"}],"role":"user"}]}""")]
    [InlineData(
        """{"messages":[{"role":"system","content":"a"},{"role":"user","content":[|{"type":"image_url","image_url":{"url":"1"}},{"type":"text","text":"q"}]}]}""",
        """{"messages":[{"role":"system","content":[{"type":"text","text":"a",MARK}]},{"role":"user","content":[{"type":"image_url","image_url":{"url":"1"}},{"type":"text","text":"q"}]}]}""")]
    [InlineData(
        """{"messages":[{"role":"system","content":"a"},{"role":"assistant","content":null,"tool_calls":[|{"type":"function"}]}]}""",
        """{"messages":[{"role":"system","content":[{"type":"text","text":"a",MARK}]},{"role":"assistant","content":null,"tool_calls":[{"type":"function"}]}]}""")]
    public void Mark_SharedBeginning_ItsLastTextIsMarkedAndNothingElseChanges(string body, string expected) =>
        Assert.Equal(expected.Replace("MARK", Mark, StringComparison.Ordinal), Marked(body));

    [Theory]
    [InlineData("""{"messages":[|{"role":"user","content":"q"}]}""")]
    [InlineData("""{"messages":[{"role":"system","content":""},|{"role":"user","content":"q"}]}""")]
    [InlineData("""{"messages":[{"role":"system"},|{"role":"user","content":"q"}]}""")]
    [InlineData("""{"messages":"text|"}""")]
    [InlineData("""{"messages":[|""")]
    public void Mark_NoTextIsShared_TheBodyStaysAsItIs(string body) => Assert.Equal(body.Replace("|", "", StringComparison.Ordinal), Marked(body));

    [Theory]
    [InlineData("""{"messages":[{"content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}]}""", true)]
    [InlineData("""{"cache_control":{"type":"ephemeral"},"messages":[]}""", true)]
    [InlineData("""{"messages":[{"content":"Put \"cache_control\" into it."}]}""", false)]
    public void IsIn_OwnMark_OnlyWhereItIsAName(string body, bool expected) => Assert.Equal(expected, RawBreakpoint.IsIn(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"system","content":"a"},|{"role":"user","content":"q"}]}""", false, """{"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"a",MARK}]},{"role":"user","content":"q"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"system","content":"a"},|{"role":"user","content":"q"}]}""", true, """{"model":"some/model","messages":[{"role":"system","content":[{"type":"text","text":"a",MARK}]},{"role":"user","content":"q"}]}""")]
    [InlineData("""{"messages":[{"role":"system","content":"a"},|{"role":"user","content":"q"}],"model":"m"}""", true, """{"messages":[{"role":"system","content":[{"type":"text","text":"a",MARK}]},{"role":"user","content":"q"}],"model":"some/model"}""")]
    [InlineData("""{"messages":[{"role":"system","content":"a"},|{"role":"user","content":"q"}]}""", false, """{"model":"some/model","messages":[{"role":"system","content":[{"type":"text","text":"a",MARK}]},{"role":"user","content":"q"}]}""")]
    public async Task ToContent_MarksAndAModel_BothArePutIn(string body, bool replace, string expected)
    {
        var end = Encoding.UTF8.GetByteCount(body[..body.IndexOf('|', StringComparison.Ordinal)]);
        var bytes = Encoding.UTF8.GetBytes(body.Replace("|", "", StringComparison.Ordinal));

        using var content = RawRequestReader.ToContent(bytes, "some/model", replace, RawBreakpoint.Mark(bytes, end));

        Assert.Equal(expected.Replace("MARK", Mark, StringComparison.Ordinal), await content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string Marked(string body)
    {
        var end = Encoding.UTF8.GetByteCount(body[..body.IndexOf('|', StringComparison.Ordinal)]);
        var bytes = Encoding.UTF8.GetBytes(body.Replace("|", "", StringComparison.Ordinal));
        foreach (var insert in Enumerable.Reverse(RawBreakpoint.Mark(bytes, end)))
        {
            bytes = [.. bytes[..insert.Position], .. insert.Bytes.Span, .. bytes[insert.Position..]];
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
