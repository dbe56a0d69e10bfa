using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(400, """{"error":{"code":400,"message":"Bad field"}}""", FailureKind.Rejected, "Bad field")]
    [InlineData(400, """{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded","param":"messages"}}""", FailureKind.Rejected, "too long")]
    [InlineData(400, """{"error":{"code":400,"message":"no","metadata":{"error_type":"content_policy_violation"}}}""", FailureKind.Refused, "no")]
    [InlineData(400, """{"error":{"code":400,"message":"gone","availability":{"code":"model_not_found","retryable":false}}}""", FailureKind.ModelUnavailable, "gone")]
    [InlineData(401, """{"error":{"code":401,"message":"No auth credentials found"}}""", FailureKind.Unauthorized, "No auth credentials found")]
    [InlineData(402, """{"error":{"code":402,"message":"Insufficient credits"}}""", FailureKind.OutOfCredit, "Insufficient credits")]
    [InlineData(403, """{"error":{"code":403,"message":"Key disabled","metadata":{"error_type":"permission_denied"}}}""", FailureKind.Rejected, "Key disabled")]
    [InlineData(403, """{"error":{"code":403,"message":"flagged","metadata":{"reasons":["violence"],"flagged_input":"..."}}}""", FailureKind.Refused, "flagged")]
    [InlineData(404, """{"error":{"code":404,"message":"No endpoints found"}}""", FailureKind.ModelUnavailable, "No endpoints found")]
    [InlineData(408, """{"error":{"code":408,"message":"slow"}}""", FailureKind.Timeout, "slow")]
    [InlineData(413, """{"error":{"message":"big"}}""", FailureKind.Rejected, "big")]
    [InlineData(429, """{"error":{"code":429,"message":"Provider returned error","metadata":{"raw":"gemini is temporarily rate-limited","provider_name":"Google"}}}""", FailureKind.RateLimited, "gemini is temporarily rate-limited (HTTP 429, Google)")]
    [InlineData(429, """{"error":{"message":"You exceeded your quota","type":"insufficient_quota","code":"insufficient_quota"}}""", FailureKind.OutOfCredit, "You exceeded your quota")]
    [InlineData(429, """{"error":{"message":"Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 35012.","type":"tokens","code":"rate_limit_exceeded"}}""", FailureKind.Rejected, "Request too large")]
    [InlineData(500, """{"error":"plain text of Ollama"}""", FailureKind.Server, "plain text of Ollama")]
    [InlineData(500, """{"object":"error","message":"vLLM said","type":"x","code":500}""", FailureKind.Server, "vLLM said")]
    [InlineData(500, """[{"error":{"code":429,"message":"list of Gemini","status":"RESOURCE_EXHAUSTED"}}]""", FailureKind.RateLimited, "list of Gemini")]
    [InlineData(502, """{"error":{"code":502,"message":"Provider returned error","metadata":{"raw":"{\"error\":{\"message\":\"inner reason\"}}"}}}""", FailureKind.Server, "inner reason")]
    [InlineData(503, """{"error":{"code":503,"message":"busy","metadata":{"error_type":"provider_overloaded"}}}""", FailureKind.Overloaded, "busy")]
    [InlineData(503, """{"error":{"message":"nobody","error_type":"temporarily_unavailable","availability":{"retryable":false}}}""", FailureKind.ModelUnavailable, "nobody")]
    [InlineData(529, """{"error":{"message":"full"}}""", FailureKind.Overloaded, "full")]
    [InlineData(504, """{"error":{"message":"late"}}""", FailureKind.Timeout, "late")]
    [InlineData(500, """{}""", FailureKind.Server, "it gave no reason")]
    [InlineData(500, """7""", FailureKind.Server, "it gave no reason")]
    public async Task GetResponse_HttpError_IsClassifiedWithTheProvidersReason(int status, string body, FailureKind kind, string reason)
    {
        var exception = await Clients.FailAsync(RawReply.Json(body, status));

        Assert.Equal(kind, exception.Kind);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Equal(status, exception.Failure.StatusCode);
        Assert.Equal(body, exception.Failure.RawResponse);
    }

    [Fact]
    public async Task GetResponse_ErrorInsideA200_ReadsCodeLimitsAndWaitFromTheBody()
    {
        var reset = Clients.Now.AddSeconds(42).ToUnixTimeMilliseconds();
        var exception = await Clients.FailAsync(RawReply.Json(
            $$$$"""{"error":{"message":"Rate limit exceeded: free-models-per-min","code":429,"metadata":{"headers":{"X-RateLimit-Limit":"20","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"{{{{reset}}}}"}}},"user_id":"u"}"""));

        Assert.Equal((FailureKind.RateLimited, 429, TimeSpan.FromSeconds(42)), (exception.Kind, exception.Failure.StatusCode, exception.Failure.RetryAfter));
        Assert.Equal(
            new RateLimitSnapshot { RequestLimit = 20, RequestsRemaining = 0, RequestsReset = TimeSpan.FromSeconds(42) }, exception.RateLimits);
    }

    [Theory]
    [InlineData("""{"choices":[{"finish_reason":"error","error":{"code":502,"message":"cut"},"message":{"content":"half"}}]}""", FailureKind.Server, 502, "cut")]
    [InlineData("""{"error":{"code":503,"message":"top"},"choices":[{"finish_reason":"error","error":{"code":502,"message":"choice"},"message":{"content":""}}]}""", FailureKind.Overloaded, 503, "top")]
    [InlineData("""{"error":{"code":"server_error","message":"word"},"choices":[]}""", FailureKind.Server, 200, "word")]
    [InlineData("""{"choices":[{"finish_reason":"error","message":{"content":"half"}}]}""", FailureKind.Server, 200, "it gave no reason")]
    [InlineData("""{"error":"text only"}""", FailureKind.Server, 200, "text only")]
    [InlineData("""{"error":{"code":"429","message":"number as text"}}""", FailureKind.RateLimited, 429, "number as text")]
    [InlineData("""{"choices":[]}""", FailureKind.Server, 200, "no choices")]
    [InlineData("""{"id":"x"}""", FailureKind.Server, 200, "no choices")]
    [InlineData("""{"choices":[{"finish_reason":null,"message":{"content":""}}],"usage":{"prompt_tokens":9,"completion_tokens":0}}""", FailureKind.Server, 200, "answered with nothing")]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":{"content":"half an ans""", FailureKind.Server, 200, "not complete JSON")]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":{"content":"x"}}]} trailing""", FailureKind.Server, 200, "not complete JSON")]
    [InlineData("<html><body>Just a moment...</body></html>", FailureKind.Server, 200, "HTML page")]
    [InlineData("", FailureKind.Server, 200, "it is empty")]
    public async Task GetResponse_FailureInsideA200_IsClassified(string body, FailureKind kind, int status, string reason)
    {
        var exception = await Clients.FailAsync(RawReply.Json(body));

        Assert.Equal((kind, (int?)status), (exception.Kind, exception.Failure.StatusCode));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Equal(body, exception.Failure.RawResponse);
    }

    [Theory]
    [InlineData(502, FailureKind.Server, "HTML page")]
    [InlineData(524, FailureKind.Timeout, "HTML page")]
    [InlineData(403, FailureKind.Rejected, "HTML page")]
    [InlineData(404, FailureKind.ModelUnavailable, "OPENROUTER_BASE_URL")]
    [InlineData(301, FailureKind.Rejected, "OPENROUTER_BASE_URL")]
    public async Task GetResponse_HtmlPage_IsClassifiedByStatus(int status, FailureKind kind, string reason)
    {
        var exception = await Clients.FailAsync(RawReply.Of(status, "text/html", "<!DOCTYPE html><title>Edge</title>", "Location: http://127.0.0.1:1/"));

        Assert.Equal((kind, (int?)status), (exception.Kind, exception.Failure.StatusCode));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After: 7", 7000)]
    [InlineData("Retry-After: 1.5", 1500)]
    [InlineData("retry-after-ms: 250", 250)]
    [InlineData("Retry-After: Fri, 01 May 2026 12:01:00 GMT", 60000)]
    [InlineData("Retry-After: soon", null)]
    public async Task GetResponse_RetryAfter_IsRead(string header, int? milliseconds)
    {
        var exception = await Clients.FailAsync(RawReply.Json("""{"error":{"code":429,"message":"slow"}}""", 429, header, "x-ratelimit-limit-requests: 60"));

        Assert.Equal(milliseconds, (int?)exception.Failure.RetryAfter?.TotalMilliseconds);
        Assert.Equal(60, exception.RateLimits?.RequestLimit);
    }

    [Fact]
    public async Task GetResponse_AvailabilityAsksForLonger_TheLongerWaitCounts()
    {
        var exception = await Clients.FailAsync(RawReply.Json(
            """{"error":{"code":503,"message":"busy","availability":{"code":"capacity_exhausted","retryable":true,"retry_after":30}}}""", 503, "Retry-After: 2"));

        Assert.Equal((FailureKind.Overloaded, TimeSpan.FromSeconds(30)), (exception.Kind, exception.Failure.RetryAfter));
    }

    [Fact]
    public async Task GetResponse_KeyEchoedByTheProvider_IsNeverShown()
    {
        var exception = await Clients.FailAsync(RawReply.Json($$$"""{"error":{"code":401,"message":"Key {{{Clients.Key}}} is wrong"}}""", 401));

        Assert.DoesNotContain(Clients.Key, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Clients.Key, exception.Failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("Key *** is wrong", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_LongBody_KeepsTwoThousandCharacters()
    {
        var exception = await Clients.FailAsync(RawReply.Json($$$"""{"error":{"message":"{{{new string('é', 5000)}}}"}}""", 500));

        Assert.Equal(2000, exception.Failure.RawResponse!.Length);
        Assert.True(exception.Message.Length < 500);
    }

    [Fact]
    public async Task GetResponse_BodyOverTheLimit_IsAFailure()
    {
        var exception = await Clients.FailAsync(new RawReply("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n{"u8.ToArray(), Close: true));

        Assert.Equal(FailureKind.Server, exception.Kind);
        Assert.Contains("64 MB", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_ConnectionReset_IsNetwork()
    {
        var exception = await Clients.FailAsync(new RawReply([], Reset: true));

        Assert.Equal(FailureKind.Network, exception.Kind);
        Assert.Contains("127.0.0.1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_ConnectionClosedInTheBody_IsNetwork()
    {
        var exception = await Clients.FailAsync(new RawReply("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choices\":"u8.ToArray(), Close: true));

        Assert.Equal(FailureKind.Network, exception.Kind);
    }

    [Fact]
    public async Task GetResponse_NobodyThere_IsNetwork()
    {
        using var client = Clients.Create(new OpenRouterOptions { BaseUrl = "http://127.0.0.1:9", ApiKey = Clients.Key });

        var exception = await Assert.ThrowsAsync<LlmException>(() => client.AskAsync());

        Assert.Equal(FailureKind.Network, exception.Kind);
    }

    // A lookup that fails, without a real one: that may take longer than a connection is waited for.
    [Fact]
    public async Task GetResponse_NoSuchHost_IsNetwork()
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = static (_, _) => throw new SocketException((int)SocketError.HostNotFound) });
        using var client = Clients.Create(new OpenRouterOptions { BaseUrl = "http://no-such-host.invalid", ApiKey = Clients.Key, HttpClient = http });

        var exception = await Assert.ThrowsAsync<LlmException>(() => client.AskAsync());

        Assert.Equal(FailureKind.Network, exception.Kind);
    }

    [Fact]
    public async Task GetResponse_TlsWithAServerThatHasNone_IsNetwork()
    {
        var server = new RawServer(new RawReply([], Close: true));
        using var client = Clients.Create(new OpenRouterOptions { BaseUrl = server.Url.Replace("http:", "https:", StringComparison.Ordinal), ApiKey = Clients.Key });
        var asking = client.AskAsync();

        // The handshake waits for an answer that does not come; closing the server ends it.
        await server.Connected.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await server.DisposeAsync();

        Assert.Equal(FailureKind.Network, (await Assert.ThrowsAsync<LlmException>(() => asking)).Kind);
    }

    [Fact]
    public async Task GetResponse_TimeLimitOfAnHttpClientOfOnesOwn_IsTimeout()
    {
        await using var server = new RawServer(new RawReply([], Hang: true));
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(50) };
        using var client = Clients.Create(new OpenRouterOptions { BaseUrl = server.Url, HttpClient = http });

        var exception = await Assert.ThrowsAsync<LlmException>(() => client.AskAsync());

        Assert.Equal(FailureKind.Timeout, exception.Kind);
    }

    [Fact]
    public async Task GetResponse_Cancelled_ThrowsAndClosesTheConnection()
    {
        await using var server = new RawServer(new RawReply([], Hang: true));
        using var client = Clients.To(server);
        using var cancel = new CancellationTokenSource();
        var asking = client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: cancel.Token);
        await server.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await server.ClientLeft.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task GetResponse_CancelledInTheBody_ThrowsAndClosesTheConnection()
    {
        await using var server = new RawServer(new RawReply(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"), Hang: true));
        using var client = Clients.To(server);
        using var cancel = new CancellationTokenSource();
        var asking = client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: cancel.Token);
        await server.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await server.ClientLeft.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
