using System.Text;

namespace Aita.Execution.Tests.Tasks;

public sealed class ResponseBodyTests
{
    [Theory]
    [InlineData("{\"a\":[1,2]}", "{\"a\":[1,2]}")]
    [InlineData("  {\"a\":\n [1,\r\n2]}\n", "{\"a\":  [1,  2]}")]
    [InlineData("\"\\n é \\ud83d\"", "\"\\n é \\ud83d\"")]
    [InlineData("null", "null")]
    public void TryCreate_Json_IsKeptOnOneLine(string json, string expected) =>
        Assert.Equal(expected, ResponseBody.TryCreate(Encoding.UTF8.GetBytes(json))!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("{\"a\":1")]
    [InlineData("{} {}")]
    [InlineData("{}]}")]
    [InlineData("<html>")]
    [InlineData("\"a\nb\"")]
    public void TryCreate_SomethingElse_IsNone(string text) => Assert.Null(ResponseBody.TryCreate(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void TryCreate_BytesThatAreNotUtf8_AreReplaced() =>
        Assert.Equal("{\"a\":\"\ufffd\"}", ResponseBody.TryCreate((byte[])[.. "{\"a\":\""u8, 0xC3, .. "\"}"u8])!.ToString());

    [Fact]
    public void TryCreate_NestedTooDeep_IsNone()
    {
        Assert.NotNull(ResponseBody.TryCreate(Nested(256)));
        Assert.Null(ResponseBody.TryCreate(Nested(257)));
    }

    [Fact]
    public void Equals_ComparesBytes()
    {
        var one = ResponseBody.TryCreate("{\"a\":1}"u8.ToArray());

        Assert.Equal(one, ResponseBody.TryCreate("{\"a\":1}\n"u8.ToArray()));
        Assert.Equal(one!.GetHashCode(), ResponseBody.TryCreate("{\"a\":1}"u8.ToArray())!.GetHashCode());
        Assert.NotEqual(one, ResponseBody.TryCreate("{\"a\":2}"u8.ToArray()));
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));
}
