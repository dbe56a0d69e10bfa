namespace Aita.Execution.Tests;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("250", "9", null, 250)]
    [InlineData("soon", "9", null, 9000)]
    [InlineData(null, "0", null, 0)]
    [InlineData(null, "0.5", null, 500)]
    [InlineData(null, "-5", null, null)]
    [InlineData("-5", null, null, null)]
    [InlineData(null, "Fri, 01 May 2026 12:00:07 GMT", null, 7000)]
    [InlineData(null, "Fri, 01 May 2026 11:00:00 GMT", null, 0)]
    [InlineData(null, "5", "1777636860000", 60_000)]
    [InlineData(null, "90", "1777636860", 90_000)]
    [InlineData(null, null, "30", 30_000)]
    [InlineData(null, "410400", null, 410_400_000)]
    [InlineData(null, null, null, null)]
    [InlineData("", "", "", null)]
    public void Parse_Headers_GivesTheWait(string? milliseconds, string? seconds, string? reset, int? expected) =>
        Assert.Equal(expected, (int?)RetryAfter.Parse(milliseconds, seconds, reset, Now)?.TotalMilliseconds);

    [Theory]
    [InlineData(429, 60_000.0)]
    [InlineData(503, null)]
    public void Read_ResetOfTheWindow_CountsForRateLimitsOnly(int status, double? expected)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("X-RateLimit-Reset", "1777636860000");

        Assert.Equal(expected, RetryAfter.Read(response.Headers, status, Now)?.TotalMilliseconds);
    }
}
