using Microsoft.AspNetCore.Http;

namespace Aita.Simulator.Tests.RateLimits;

public sealed class RateLimitHeaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Write_OpenRouter_TellsRefusalsOnlyWithEpochMilliseconds()
    {
        var options = new RateLimitOptions { RequestsPerMinute = 20, Burst = 1 };
        var limiter = new RateLimiter(options);

        Assert.Empty(Headers(limiter.Take(0, 5)));
        var refusal = Headers(limiter.Take(0.5, 5));

        Assert.Equal("3", refusal["Retry-After"]);
        Assert.Equal("1", refusal["X-RateLimit-Limit"]);
        Assert.Equal("0", refusal["X-RateLimit-Remaining"]);
        Assert.Equal(Now.AddSeconds(2.5).ToUnixTimeMilliseconds().ToString(), refusal["X-RateLimit-Reset"]);
    }

    [Fact]
    public void Write_OpenAI_TellsEveryAnswer()
    {
        var limiter = new RateLimiter(new() { RequestsPerMinute = 60, TokensPerMinute = 6000, Headers = RateLimitHeaders.OpenAI });

        var headers = Headers(limiter.Take(0, 100));

        Assert.Equal("60", headers["x-ratelimit-limit-requests"]);
        Assert.Equal("59", headers["x-ratelimit-remaining-requests"]);
        Assert.Equal("1s", headers["x-ratelimit-reset-requests"]);
        Assert.Equal("5900", headers["x-ratelimit-remaining-tokens"]);
        Assert.False(headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public void Write_Anthropic_TellsResetsInRfc3339()
    {
        var limiter = new RateLimiter(new() { RequestsPerMinute = 60, Headers = RateLimitHeaders.Anthropic });

        var headers = Headers(limiter.Take(0, 100));

        Assert.Equal("59", headers["anthropic-ratelimit-requests-remaining"]);
        Assert.Equal("2026-03-01T12:00:01Z", headers["anthropic-ratelimit-requests-reset"]);
    }

    [Fact]
    public void Write_Anthropic_TellsInputAndOutputTokensApart()
    {
        var limiter = new RateLimiter(new() { InputTokensPerMinute = 6000, OutputTokensPerMinute = 600, Headers = RateLimitHeaders.Anthropic });
        limiter.Take(0, 100);
        limiter.Settle(0, 50);

        var headers = Headers(limiter.Take(0, 200));

        Assert.Equal(("6000", "5700"), (headers["anthropic-ratelimit-input-tokens-limit"], headers["anthropic-ratelimit-input-tokens-remaining"]));
        Assert.Equal(("600", "550"), (headers["anthropic-ratelimit-output-tokens-limit"], headers["anthropic-ratelimit-output-tokens-remaining"]));
        Assert.Equal("2026-03-01T12:00:05Z", headers["anthropic-ratelimit-output-tokens-reset"]);
        Assert.DoesNotContain("anthropic-ratelimit-tokens-limit", headers.Keys);
    }

    [Fact]
    public void Take_OutputTokensOverdrawn_IsRefusedUntilTheyAreBack()
    {
        var limiter = new RateLimiter(new() { OutputTokensPerMinute = 600 });
        Assert.True(limiter.Take(0, 5).Granted);
        limiter.Settle(0, 700);

        var refused = limiter.Take(0, 5);

        Assert.Equal((false, true), (refused.Granted, refused.ByTokens));
        Assert.Equal(10.1, refused.WaitSeconds, 6);
        Assert.True(limiter.Take(10.1, 5).Granted);
    }

    [Theory]
    [InlineData(0.0115, "12ms")]
    [InlineData(1.5, "1.5s")]
    [InlineData(59.9999, "1m0s")]
    [InlineData(360, "6m0s")]
    public void GoDuration_Seconds_AsGoPrintsThem(double seconds, string expected) =>
        Assert.Equal(expected, RateLimitHeaderWriter.GoDuration(seconds));

    [Fact]
    public void Take_RefusedByTokens_TakesNoRequest()
    {
        var limiter = new RateLimiter(new() { RequestsPerSecond = 1, Burst = 2, TokensPerMinute = 600 });
        Assert.True(limiter.Take(0, 600).Granted);

        var refused = limiter.Take(0, 600);

        Assert.False(refused.Granted);
        Assert.True(refused.ByTokens);
        Assert.Equal(1, refused.Requests!.Value.Remaining);
        Assert.Equal(60, refused.WaitSeconds, 6);
    }

    private static Dictionary<string, string> Headers(RateLimitDecision decision)
    {
        var headers = new HeaderDictionary();
        RateLimitHeaderWriter.Write(headers, decision, Now);
        return headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }
}
