using System.Text;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests;

public sealed class RawRequestTests
{
    [Theory]
    [InlineData("""{"model":"a/b","messages":[],"unknown":{"x":[1.0,1e5,"\u00e9 \/"]},"stream":false}""", null)]
    [InlineData("""  { "messages" : [ ] ,  "model" : "a/b" }  """, null)]
    [InlineData("""{ "messages": [{"model":"inner","stream":true}], "seed": 1 }""", """{"model":"test/model", "messages": [{"model":"inner","stream":true}], "seed": 1 }""")]
    [InlineData("""{"seed":1,"model":null,"user":"u"}""", """{"seed":1,"model":"test/model","user":"u"}""")]
    [InlineData("{}", """{"model":"test/model"}""")]
    [InlineData("""{"mod\u0065l":"a/b"}""", null)]
    [InlineData("\uFEFF{\"model\":\"a/b\"}", "{\"model\":\"a/b\"}")]
    public async Task Send_RawBody_IsPassedThroughByteForByte(string body, string? expected)
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = Clients.To(server);

        var response = await client.AskAsync("ignored", Raw(body));

        Assert.Equal(expected ?? body, server.Last.Text);
        Assert.Equal(server.Last.Body.Length.ToString(), server.Last.Header("Content-Length"));
        Assert.StartsWith("Hello", response.Text);
    }

    [Theory]
    [InlineData("""{"model":"a/b","stream":true}""", "stream")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{\"model\":", "not valid JSON")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public async Task Send_RawBodyThatCannotBeSent_IsRejectedUnsent(string body, string reason)
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = Clients.To(server);

        var exception = await Assert.ThrowsAsync<LlmException>(() => client.AskAsync("ignored", Raw(body)));

        Assert.Equal(FailureKind.Rejected, exception.Kind);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Send_ModelOfTheOptions_FillsTheGap()
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = Clients.To(server);
        var options = Raw("""{"messages":[]}""");
        options.ModelId = "b/\"c\"";

        await client.AskAsync("ignored", options);

        Assert.Equal("""{"model":"b/\u0022c\u0022","messages":[]}""", server.Last.Text);
    }

    [Theory]
    [InlineData("""{"messages":[{"model":"inner"}], "model" : "a/b" ,"seed":1}""", """{"messages":[{"model":"inner"}], "model" : "other" ,"seed":1}""")]
    [InlineData("""{"seed":1,"model":null}""", """{"seed":1,"model":"other"}""")]
    [InlineData("""{"seed":1}""", """{"model":"other","seed":1}""")]
    [InlineData("\uFEFF{\"model\":{\"odd\":[1]},\"seed\":1}", "{\"model\":\"other\",\"seed\":1}")]
    public async Task Send_AnotherModelIsWanted_TakesThePlaceOfTheOwn(string body, string expected)
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = Clients.To(server);

        await client.AskAsync("ignored", new ChatOptions
        {
            ModelId = "other",
            RawRepresentationFactory = _ => new RawRequest(Encoding.UTF8.GetBytes(body)) { ReplacesModel = true },
        });

        Assert.Equal(expected, server.Last.Text);
    }

    [Fact]
    public async Task Stream_RawBody_IsRejected()
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = Clients.To(server);

        var exception = await Assert.ThrowsAsync<LlmException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync([], Raw("{}"), TestContext.Current.CancellationToken))
            {
                Assert.Fail($"There must be no answer: {update}");
            }
        });

        Assert.Equal(FailureKind.Rejected, exception.Kind);
    }

    private static ChatOptions Raw(string body) => new() { RawRepresentationFactory = _ => new RawRequest(Encoding.UTF8.GetBytes(body)) };
}
