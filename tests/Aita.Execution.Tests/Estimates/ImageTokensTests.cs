namespace Aita.Execution.Tests.Estimates;

/// <summary>The examples that providers give beside their formulas.</summary>
public sealed class ImageTokensTests
{
    [Theory]
    [InlineData("openai/gpt-4o", 1024, 1024, 765)]
    [InlineData("gpt-4o", 2048, 4096, 1105)]
    [InlineData("gpt-4.1", 4096, 2048, 1105)]
    [InlineData("openai/gpt-5", 1024, 1024, 630)]
    [InlineData("openai/o3", 1024, 1024, 675)]
    [InlineData("gpt-4.1-mini", 1024, 1024, 1659)] // 1,024 patches x 1.62
    [InlineData("gpt-4.1-mini", 1800, 2400, 2353)] // 1,452 patches x 1.62
    [InlineData("openai/gpt-5-mini", 1280, 720, 1104)] // 920 patches x 1.2, as billed
    [InlineData("openai/gpt-5-mini", 2048, 768, 1844)]
    [InlineData("anthropic/claude-sonnet-4.5", 1092, 1092, 1521)]
    [InlineData("anthropic/claude-sonnet-4.5", 3000, 2000, 1568)]
    [InlineData("anthropic/claude-opus-4.7", 2000, 1500, 3888)]
    [InlineData("claude-opus-4-7", 8000, 6000, 4784)]
    [InlineData("us.anthropic.claude-opus-4-7-v1:0", 8000, 6000, 4784)]
    [InlineData("anthropic/claude-opus-6", 8000, 6000, 4784)]
    [InlineData("us.anthropic.claude-3-5-sonnet-20241022-v2:0", 8000, 6000, 1568)]
    [InlineData("openai/chatgpt-4o-latest", 1024, 1024, 765)]
    [InlineData("google/gemini-2.5-flash", 384, 300, 258)]
    [InlineData("google/gemini-2.5-flash", 960, 540, 1548)]
    [InlineData("google/gemini-2.5-flash", 4000, 3000, 3096)]
    [InlineData("google/gemini-3-flash-preview", 960, 540, 1120)]
    public void Of_PublishedExample_IsWhatTheProviderSays(string model, int width, int height, long tokens) =>
        Assert.Equal(tokens, ImageTokens.Of(new ImageSize(width, height), model).Likely);

    [Fact]
    public void Of_AnySizeAndModel_IsWithinReason()
    {
        var random = new Random(3);
        string?[] models = ["gpt-4o", "gpt-4.1-nano", "gpt-5.2", "claude-haiku-4.5", "claude-opus-4.8", "gemini-2.0-flash", "gemini-3-pro", "someone/else", null];
        for (var i = 0; i < 20_000; i++)
        {
            var size = new ImageSize(random.Next(1, 1 << random.Next(1, 31)), random.Next(1, 1 << random.Next(1, 31)));
            var model = models[i % models.Length];
            var tokens = ImageTokens.Of(size, model);

            Assert.True(tokens.Likely is >= 1 and <= 6200 && tokens.Most >= tokens.Likely && tokens.Most <= 6200, $"{size} for {model}: {tokens}");
        }
    }

    [Theory]
    [InlineData("openai/gpt-4o", 1105)]
    [InlineData("google/gemini-2.5-flash", 1548)]
    [InlineData("someone/else", 1568)]
    [InlineData(null, 1568)]
    public void Of_UnknownSize_IsThatOfAPage(string? model, long tokens) => Assert.Equal(new(tokens, 4784), ImageTokens.Of(size: null, model)); // it may be as dear as any
}
