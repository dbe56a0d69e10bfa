using System.Text;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests;

public sealed class AnswerTests
{
    [Fact]
    public async Task GetResponse_FullAnswer_ReadsTextUsageCostAndProvider()
    {
        await using var server = new RawServer(RawReply.Json(
            Clients.Answer, 200, "X-Generation-Id: gen-header", "x-ratelimit-remaining-tokens: 900", "x-ratelimit-reset-tokens: 6m0s"));
        using var client = Clients.To(server);

        var response = await client.AskAsync();

        Assert.Equal("Hello \"you\" \\frac{1}{2} ü", response.Text);
        Assert.Equal(("gen-1", "google/gemini-2.5-flash", ChatFinishReason.Stop), (response.ResponseId, response.ModelId, response.FinishReason));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1750000000), response.CreatedAt);
        var usage = response.Usage!;
        Assert.Equal((120, 30, 150, 100, 7), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.CachedInputTokenCount, usage.ReasoningTokenCount));
        var raw = Assert.IsType<OpenRouterResponse>(response.RawRepresentation);
        Assert.Equal((0.00012345m, "Google", "gen-header", "STOP"), (raw.Cost, raw.Provider, raw.GenerationId, raw.NativeFinishReason));
        Assert.Equal(Clients.Answer, Encoding.UTF8.GetString(raw.Body.Span));
        Assert.Equal(new RateLimitSnapshot { TokensRemaining = 900, TokensReset = TimeSpan.FromMinutes(6) }, raw.RateLimits);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"brand_new_reason\"")]
    [InlineData("17")]
    [InlineData("\"\"")]
    public async Task GetResponse_NullOrUnknownFinishReason_IsAnAnswer(string reason)
    {
        var response = await AnswerAsync($$$"""{"choices":[{"finish_reason":{{{reason}}},"message":{"content":"text"}}]}""");

        Assert.Equal("text", response.Text);
        Assert.Equal(reason.Contains("brand", StringComparison.Ordinal) ? "brand_new_reason" : null, response.FinishReason?.Value);
        Assert.Null(response.Usage);
        Assert.Null(((OpenRouterResponse)response.RawRepresentation!).Cost);
    }

    [Theory]
    [InlineData("""[{"type":"text","text":"one "},{"type":"image_url","image_url":{}},{"type":"text","text":"two"}]""", "one two")]
    [InlineData("""[{"type":"reasoning","text":"hidden"},{"type":"output_text","text":"shown"}]""", "shown")]
    [InlineData("""["a",["b"],7]""", "a")]
    [InlineData("null", "")]
    [InlineData("""{"odd":true}""", "")]
    public async Task GetResponse_ContentOfAnyShape_IsRead(string content, string expected)
    {
        var response = await AnswerAsync($$$"""{"choices":[{"finish_reason":"stop","message":{"content":{{{content}}},"reasoning_content":"no"}}]}""");

        Assert.Equal(expected, response.Text);
    }

    [Fact]
    public async Task GetResponse_FieldsOfUnexpectedTypes_AreIgnored()
    {
        var response = await AnswerAsync("""
            {"id":5,"model":[],"provider":{},"created":"now","error":null,"usage":{"prompt_tokens":"many","completion_tokens":12.0,"total_tokens":-1,
            "cost":"0.5","prompt_tokens_details":7},"choices":[{"finish_reason":"stop","message":{"content":"x"},"error":null},{"message":{"content":"second"}},3]}
            """);

        Assert.Equal("x", response.Text);
        Assert.Null(response.ResponseId);
        Assert.Null(response.CreatedAt);
        Assert.Equal((null, 12L), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        Assert.Equal(0.5m, ((OpenRouterResponse)response.RawRepresentation!).Cost);
    }

    [Fact]
    public async Task GetResponse_OwnUpstreamKey_AddsTheUpstreamCost()
    {
        var response = await AnswerAsync("""
            {"choices":[{"finish_reason":"stop","message":{"content":"x"}}],"usage":{"cost":1e-3,"is_byok":true,"cost_details":{"upstream_inference_cost":0.02}}}
            """);

        Assert.Equal(0.021m, ((OpenRouterResponse)response.RawRepresentation!).Cost);
    }

    [Fact]
    public async Task GetResponse_Refusal_BecomesContentFilter()
    {
        var response = await AnswerAsync("""{"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"I cannot help."}}]}""");

        Assert.Equal(ChatFinishReason.ContentFilter, response.FinishReason);
        Assert.Equal("I cannot help.", response.Text);
    }

    [Fact]
    public async Task GetResponse_HalfASurrogatePair_KeepsTheRest()
    {
        var response = await AnswerAsync("""{"choices":[{"finish_reason":"length","message":{"content":"a\n\u00fc\ud83d\ude00 \\frac \"q\" \ud83d"}}]}""");

        Assert.Equal("a\nü😀 \\frac \"q\" \uFFFD", response.Text);
    }

    [Fact]
    public async Task GetResponse_WhiteSpaceAndByteOrderMark_AreAccepted()
    {
        var response = await AnswerAsync("\uFEFF\n\n   \n" + """{"choices":[{"finish_reason":"stop","message":{"content":"x"}}]}""" + "\n\n");

        Assert.Equal("x", response.Text);
    }

    [Fact]
    public async Task GetResponse_ChunkedAndCompressed_IsRead()
    {
        var body = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(body, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Clients.Answer), TestContext.Current.CancellationToken);
        }

        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n");
        await using var server = new RawServer(new RawReply([.. head, .. body.ToArray(), .. "\r\n0\r\n\r\n"u8]));
        using var client = Clients.To(server);

        Assert.StartsWith("Hello", (await client.AskAsync()).Text);
    }

    [Fact]
    public async Task GetResponse_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        await using var server = new RawServer(request =>
        {
            var number = request.Text[(request.Text.IndexOf("number ", StringComparison.Ordinal) + 7)..].Split('"')[0];
            return RawReply.Json($$$"""{"choices":[{"finish_reason":"stop","message":{"content":"answer {{{number}}}"}}]}""");
        });
        using var client = Clients.To(server);

        var texts = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => (await client.AskAsync($"number {i}")).Text));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"answer {i}"), texts);
    }

    private static async Task<ChatResponse> AnswerAsync(string body)
    {
        await using var server = new RawServer(RawReply.Json(body));
        using var client = Clients.To(server);
        return await client.AskAsync();
    }
}
