using System.Text;

namespace Aita.Execution.Tests.Estimates;

public sealed class TokenEstimateTests
{
    private const string Digits = "iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAAA="; // the beginning of a PNG of 1,024 x 1,024

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"twelve bytes"}]}""", 4)]
    [InlineData("""{"messages":[{"role":"user","content":"漢字漢字漢字漢字"}]}""", 7)] // three bytes each
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAAA=","detail":"high"}}]}]}""", 765 + 3)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAAA="}]}]}""", 765 + 3)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}]}""", 1105 + 3)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":{"nested":["x"]},"more":{"url":"y"}}}]}]}""", 1105 + 3)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":7}]}]}""", 1105 + 3)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}]}]}""", 1500 + 2)]
    [InlineData("""{"\ud800":"\ud800"}""", 1)]
    [InlineData("""{"image_url":""", 3)]
    [InlineData("no json", 1)]
    [InlineData("", 0)]
    public void Input_Body_CountsTextsAndImages(string body, long tokens) =>
        Assert.Equal(tokens, TokenEstimate.Input(Encoding.UTF8.GetBytes(body), "openai/gpt-4o"));

    [Fact]
    public void Input_BodyCutAnywhere_DoesNotThrow()
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"a":[{"image_url":{"url":"data:image/png;base64,{{{Digits}}}"}},{"file":{"x":[1]}},{"input_audio":null},"\u00e9"]}""");

        for (var length = 0; length <= body.Length; length++)
        {
            Assert.InRange(TokenEstimate.Input(body.AsSpan(0, length), "openai/gpt-4o"), 0, 3800);
        }
    }
}
