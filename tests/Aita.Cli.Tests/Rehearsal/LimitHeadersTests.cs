using Aita.Cli.Rehearsal;
using Aita.Execution;

namespace Aita.Cli.Tests.Rehearsal;

public sealed class LimitHeadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Write_Anthropic_TellsAllFourLimitsWithResetsAsTimes()
    {
        var headers = Write(HeaderForm.Anthropic);

        Assert.Equal(12, headers.Count);
        Assert.Equal(("50", "49", "2026-03-01T12:00:02Z"), Of("requests"));
        Assert.Equal(("40000", "38500", "2026-03-01T12:00:03Z"), Of("tokens"));
        Assert.Equal(("30000", "29000", "2026-03-01T12:00:02Z"), Of("input-tokens"));
        Assert.Equal(("8000", "7500", "2026-03-01T12:00:04Z"), Of("output-tokens"));

        (string, string, string) Of(string what) => (
            headers[$"anthropic-ratelimit-{what}-limit"], headers[$"anthropic-ratelimit-{what}-remaining"], headers[$"anthropic-ratelimit-{what}-reset"]);
    }

    [Fact]
    public void Write_Anthropic_IsReadAsItIsMeant()
    {
        var told = RateLimitHeaders.Read(Write(HeaderForm.Anthropic), Now)!;

        Assert.Equal((30_000, 29_000, TimeSpan.FromSeconds(2)), (told.InputTokenLimit, told.InputTokensRemaining, told.InputTokensReset));
        Assert.Equal((8_000, 7_500, TimeSpan.FromSeconds(4)), (told.OutputTokenLimit, told.OutputTokensRemaining, told.OutputTokensReset));
    }

    [Fact]
    public void Write_OpenAI_TellsOnlyTheLimitsThatItHasNamesFor() => Assert.Equal(
        [
            "x-ratelimit-limit-requests", "x-ratelimit-limit-tokens", "x-ratelimit-remaining-requests",
            "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens",
        ],
        Write(HeaderForm.OpenAI).Keys.Order(StringComparer.Ordinal));

    /// <summary>The headers after one request of 1,000 tokens of input and 500 of output.</summary>
    private static Dictionary<string, string> Write(HeaderForm form)
    {
        LimitCounter[] limits =
        [
            new(new() { Requests = 50, PerS = 60 }), new(new() { Tokens = 40_000, PerS = 60 }),
            new(new() { InputTokens = 30_000, PerS = 60 }), new(new() { OutputTokens = 8_000, PerS = 60 }),
        ];
        foreach (var limit in limits)
        {
            limit.Take(new TokenUsage(1000, 500), now: 0);
        }

        return new(LimitHeaders.Write(form, limits, now: 0, Now));
    }
}
