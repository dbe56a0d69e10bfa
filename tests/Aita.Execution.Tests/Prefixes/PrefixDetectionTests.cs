using System.Text;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Prefixes;

public sealed class PrefixDetectionTests
{
    private static readonly string Long = new('x', 5000);

    [Fact]
    public void Find_SystemMessageIsShared_SameKeyUpToIt()
    {
        var one = Find(new ChatMessage(ChatRole.System, Long), new ChatMessage(ChatRole.User, "one"));
        var two = Find(new ChatMessage(ChatRole.System, Long), new ChatMessage(ChatRole.User, "two"));

        Assert.NotNull(one);
        Assert.Equal(one, two);
        Assert.Equal((0, 0), (one.Message, one.Part));
    }

    [Fact]
    public void Find_TextBeforeAnImage_BelongsToIt()
    {
        var image = new DataContent(new byte[] { 1, 2, 3 }, "image/png");
        var prefix = Find(new ChatMessage(ChatRole.System, "short"), new ChatMessage(ChatRole.User, [new TextContent(Long), image, image]));

        Assert.Equal((1, 0), (prefix!.Message, prefix.Part));
    }

    [Fact]
    public void Find_Declared_UpToTheMark()
    {
        var marked = new TextContent(Long) { AdditionalProperties = new() { ["cache_control"] = new Dictionary<string, object?> { ["type"] = "ephemeral" } } };
        var prefix = Find(new ChatMessage(ChatRole.User, [marked, new TextContent("more"), new TextContent("question")]));

        Assert.Equal((0, 0, true), (prefix!.Message, prefix.Part, prefix.IsDeclared));
    }

    [Fact]
    public void Find_ShortOrOnlyOnePart_None()
    {
        Assert.Null(Find(new ChatMessage(ChatRole.System, "short"), new ChatMessage(ChatRole.User, Long)));
        Assert.Null(Find(new ChatMessage(ChatRole.User, Long)));
        Assert.Null(Find());
    }

    [Fact]
    public void Find_OtherModelOrInstructions_OtherKey()
    {
        ChatMessage[] messages = [new(ChatRole.System, Long), new(ChatRole.User, "q")];

        Assert.NotEqual(PrefixDetection.Find(messages, "a", null)!.Key, PrefixDetection.Find(messages, "b", null)!.Key);
        Assert.NotEqual(PrefixDetection.Find(messages, "a", null)!.Key, PrefixDetection.Find(messages, "a", "be terse")!.Key);
    }

    [Theory]
    [InlineData("""{"role":"user","content":"one"}""", """{"role":"user","content":"two"}""", true)]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"one"}]}""", """{"role":"user","content":[{"type":"text","text":"two"}]}""", true)]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"1"}},{"type":"text","text":"z"}]}""",
        """{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"2"}},{"type":"text","text":"z"}]}""", true)]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"q"}]}""",
        """{"role":"user","content":[{"type":"text","text":"b"},{"type":"text","text":"q"}]}""", false)]
    public void Find_RawBody_SharedUpToWhatDiffers(string first, string second, bool same)
    {
        var one = PrefixDetection.Find(Body(Long, first), "m");
        var two = PrefixDetection.Find(Body(Long, second), "m");

        Assert.NotNull(one);
        Assert.Equal(same, one.Key == two!.Key);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1,2,")]
    [InlineData("""{"messages":"text"}""")]
    [InlineData("""{"prompt":"text"}""")]
    [InlineData("""{"messages":[{"role":"user","content":"all in one"}]}""")]
    public void Find_RawBodyWithoutAPrefix_None(string body) => Assert.Null(PrefixDetection.Find(Encoding.UTF8.GetBytes(body + new string(' ', 5000)), "m"));

    private static RequestPrefix? Find(params ChatMessage[] messages) => PrefixDetection.Find(messages, "m", instructions: null);

    private static byte[] Body(string system, string last) =>
        Encoding.UTF8.GetBytes($$$"""{"temperature":0.1,"messages":[{"role":"system","content":"{{{system}}}"},{{{last}}}],"max_tokens":5}""");
}
