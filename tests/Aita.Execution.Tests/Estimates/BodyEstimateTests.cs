using System.Text;

namespace Aita.Execution.Tests.Estimates;

public sealed class BodyEstimateTests
{
    private const string Digits = "iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAAA="; // the beginning of a PNG of 1,024 x 1,024

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"twelve bytes"}]}""", 4, 13)]
    [InlineData("""{"messages":[{"role":"user","content":"漢字漢字漢字漢字"}]}""", 7, 16)] // three bytes each
    [InlineData("""{"messages":[{"role":"user","content":"\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57"}]}""", 7, 22)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}]}""", 1105 + 3, 4784 + 27)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":{"nested":["x"]},"more":{"url":"y"}}}]}]}""", 1105 + 3, 4784 + 29)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":7}]}]}""", 1105 + 3, 4784 + 19)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}]}]}""", 1500 + 2, 1500 + 34)]
    [InlineData("""{"messages":[],"tools":[{"type":"function","function":{"parameters":{"properties":{"file":{"description":"eight..."}}}}}]}""", 4, 30)]
    [InlineData("""{"messages":[],"response_format":{"json_schema":{"schema":{"properties":{"image_url":{"description":"eight..."}}}}}}""", 2, 29)]
    [InlineData("""{"\ud800":"\ud800"}""", 0, 4)]
    [InlineData("""{"image_url":""", 3, 3)]
    [InlineData("no json", 1, 1)]
    [InlineData("", 0, 0)]
    public void Input_Body_CountsTextsAndImages(string body, long likely, long most) =>
        Assert.Equal(new(likely, most), BodyEstimate.Input(Encoding.UTF8.GetBytes(body), "openai/gpt-4o"));

    [Theory]
    [InlineData("{\"url\":\"$\",\"detail\":\"high\"}")]
    [InlineData("{\"detail\":\"high\",\"url\":\"$\"}")]
    [InlineData("\"$\"")]
    public void Input_ImageInTheBody_CountsByItsSizeHoweverItIsWritten(string image)
    {
        foreach (var address in new[] { Digits, Digits.Replace("A", "\\u0041", StringComparison.Ordinal) })
        {
            var body = "{\"messages\":[{\"content\":[{\"image_url\":" + image.Replace("$", $"data:image\\/png;base64,{address}", StringComparison.Ordinal) + "}]}]}";
            var plain = body.Replace("\\/", "/", StringComparison.Ordinal);

            Assert.Equal(765, BodyEstimate.Input(Encoding.UTF8.GetBytes(body), "openai/gpt-4o").Likely);
            Assert.Equal(765, BodyEstimate.Input(Encoding.UTF8.GetBytes(plain), "openai/gpt-4o").Likely);
            Assert.InRange(BodyEstimate.Input(Encoding.UTF8.GetBytes(plain), "openai/gpt-4o").Most, 765, 765 + 25);
        }
    }

    [Fact]
    public void Input_BodyCutAnywhere_DoesNotThrow()
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"messages":[{"content":[{"image_url":{"url":"data:image/png;base64,{{{Digits}}}"}},{"file":{"x":[1]}},{"input_audio":null},"\u00e9"]}]}""");

        for (var length = 0; length <= body.Length; length++)
        {
            Assert.InRange(BodyEstimate.Input(body.AsSpan(0, length), "openai/gpt-4o").Likely, 0, 3800);
        }
    }
}
