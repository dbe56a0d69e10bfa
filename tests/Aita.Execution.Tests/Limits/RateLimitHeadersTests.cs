using CsCheck;

namespace Aita.Execution.Tests;

public sealed class RateLimitHeadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_OpenAi_ReadsGoDurations() => Assert.Equal(
        new RateLimitSnapshot
        {
            RequestLimit = 60,
            RequestsRemaining = 59,
            RequestsReset = TimeSpan.FromSeconds(1),
            TokenLimit = 150_000,
            TokensRemaining = 149_984,
            TokensReset = TimeSpan.FromMinutes(6),
        },
        Read(
            ("x-ratelimit-limit-requests", "60"),
            ("x-ratelimit-limit-tokens", "150000"),
            ("x-ratelimit-remaining-requests", "59"),
            ("x-ratelimit-remaining-tokens", "149984"),
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-reset-tokens", "6m0s"),
            ("x-ratelimit-remaining-tokens_usage_based", "1")));

    [Fact]
    public void Read_Anthropic_ReadsDates() => Assert.Equal(
        new RateLimitSnapshot { RequestLimit = 50, RequestsRemaining = 49, RequestsReset = TimeSpan.FromSeconds(30), TokensRemaining = 1000, TokensReset = TimeSpan.Zero, InputTokensRemaining = 3, OutputTokenLimit = 8000, OutputTokensRemaining = 7000, OutputTokensReset = TimeSpan.FromSeconds(7) },
        Read(
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-remaining", "49"),
            ("anthropic-ratelimit-requests-reset", "2026-05-01T12:00:30Z"),
            ("anthropic-ratelimit-tokens-remaining", "1000"),
            ("anthropic-ratelimit-tokens-reset", "2026-05-01T11:00:00Z"),
            ("anthropic-ratelimit-input-tokens-remaining", "3"),
            ("anthropic-ratelimit-output-tokens-limit", "8000"),
            ("anthropic-ratelimit-output-tokens-remaining", "7000"),
            ("anthropic-ratelimit-output-tokens-reset", "2026-05-01T12:00:07Z")));

    [Fact]
    public void Read_OpenRouter_ReadsMillisecondsSinceTheEpoch() => Assert.Equal(
        new RateLimitSnapshot { RequestLimit = 20, RequestsRemaining = 0, RequestsReset = TimeSpan.FromSeconds(42) },
        Read(("X-RateLimit-Limit", "20"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", Now.AddSeconds(42).ToUnixTimeMilliseconds().ToString())));

    [Fact]
    public void Read_Azure_IgnoresWhatItDoesNotKnow() => Assert.Equal(
        new RateLimitSnapshot { RequestsRemaining = 9, TokensReset = TimeSpan.FromSeconds(10) },
        Read(("x-ratelimit-limit-requests", "-1"), ("x-ratelimit-limit-tokens", "0"), ("x-ratelimit-remaining-requests", "9"), ("x-ratelimit-reset-tokens", "10")));

    [Fact]
    public void Read_NoLimitHeaders_IsNull() => Assert.Null(Read(("date", "x"), ("x-ratelimit-", "1"), ("x-ratelimit-limit-tokens", "many")));

    [Theory]
    [InlineData("12ms", 12.0)]
    [InlineData("1h2m3.5s", 3_723_500.0)]
    [InlineData("250us", 0.25)]
    [InlineData("250µs", 0.25)]
    [InlineData("2d", 172_800_000.0)]
    [InlineData("0", 0.0)]
    [InlineData(" 7.66 ", 7660.0)]
    [InlineData("1777636860", 60_000.0)]
    [InlineData("1777636860000", 60_000.0)]
    [InlineData("1000000000", 0.0)]
    [InlineData("2026-05-01T12:01:00+00:00", 60_000.0)]
    [InlineData("Fri, 01 May 2026 12:01:00 GMT", 60_000.0)]
    [InlineData("-1", null)]
    [InlineData("NaN", null)]
    [InlineData("1e300", null)]
    [InlineData("999999999999999", null)]
    [InlineData("920400000000", null)]
    [InlineData("", null)]
    [InlineData("5x", null)]
    [InlineData("m", null)]
    [InlineData("1..2s", null)]
    [InlineData("soon", null)]
    [InlineData("May", null)]
    public void Parse_Value_IsADurationFromNow(string text, double? milliseconds) =>
        Assert.Equal(milliseconds, HeaderDuration.Parse(text, Now)?.TotalMilliseconds);

    [Theory]
    [InlineData("12ms", true)]
    [InlineData("59.72s", true)]
    [InlineData("250µs ", true)]
    [InlineData("0.5", true)]
    [InlineData("6m0s", false)]
    [InlineData("10", false)]
    [InlineData("1777636860", false)]
    [InlineData("1777636860000", false)]
    [InlineData("1777636860.25", false)]
    [InlineData("2026-05-01T12:01:00.25Z", false)]
    [InlineData("2026-05-01T12:01:00Z", false)]
    [InlineData("Fri, 01 May 2026 12:01:00 GMT", false)]
    [InlineData("", false)]
    public void IsExact_Value_TellsAFractionOfASecond(string text, bool isExact) => Assert.Equal(isExact, HeaderDuration.IsExact(text));

    [Fact]
    public void Parse_AnyText_NeverThrowsAndIsNeverNegative() =>
        Gen.OneOf(Gen.String, Gen.String["0123456789.hmsun-+eE:TZ "], Gen.Double.Select(number => number.ToString())).Sample(text =>
        {
            var wait = HeaderDuration.Parse(text, Now);
            Assert.True(wait is null || wait >= TimeSpan.Zero);
            Assert.True(HeaderDuration.ParseMilliseconds(text) is null or { Ticks: >= 0 });
        });

    [Fact]
    public void Parse_SameDurationInEveryForm_IsTheSame() =>
        Gen.Int[0, 1_000_000].Sample(seconds =>
        {
            var expected = TimeSpan.FromSeconds(seconds);
            var at = Now + expected;
            string[] forms =
            [
                $"{seconds}", $"{seconds}.0", $"{seconds}s", $"{seconds * 1000L}ms", $"{seconds / 3600}h{seconds / 60 % 60}m{seconds % 60}s",
                $"{at.ToUnixTimeSeconds()}", $"{at.ToUnixTimeMilliseconds()}", at.ToString("O"), at.ToString("R"),
            ];
            Assert.All(forms, form => Assert.Equal(expected, HeaderDuration.Parse(form, Now)));
        });

    private static RateLimitSnapshot? Read(params (string Name, string Value)[] headers)
    {
        var fromPairs = RateLimitHeaders.Read(headers.Select(header => KeyValuePair.Create(header.Name, header.Value)), Now);
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        Assert.Equal(fromPairs, RateLimitHeaders.Read(response.Headers, Now));
        return fromPairs;
    }
}
