namespace Aita.Execution.Tests;

public sealed class PriceBookTests
{
    private static readonly PriceBook Prices = PriceBook.Empty
        .With("openai/gpt-4o", new TokenPrice(1, 2))
        .With("openai/gpt-4o-2024-05-13", new TokenPrice(5, 6))
        .With("anthropic/claude-haiku-4-5", new TokenPrice(3, 4));

    [Theory]
    [InlineData("openai/gpt-4o", 1)]
    [InlineData("OpenAI/GPT-4o", 1)]
    [InlineData("openai/gpt-4o-2024-05-13", 5)]
    [InlineData("openai/gpt-4o-2024-08-06", 1)]
    [InlineData("anthropic/claude-haiku-4-5-20251001", 3)]
    [InlineData("openai/gpt-4o:free", null)]
    [InlineData("openai/gpt-4o-mini", null)]
    [InlineData("openai/gpt-4o-20ab-08-06", null)]
    [InlineData("openai/gpt-4o-0806", null)]
    [InlineData("-20240806", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Find_Name_GivesItsOwnPriceOrThatOfTheUndatedName(string? model, int? input) =>
        Assert.Equal(input, (int?)Prices.Find(model)?.Input);

    [Fact]
    public void With_KnownModel_ReplacesItInACopy()
    {
        var changed = Prices.With("OPENAI/gpt-4o", new TokenPrice(9, 9));

        Assert.Equal((3, 3), (Prices.Count, changed.Count));
        Assert.Equal((1, 9), (Prices.Find("openai/gpt-4o")!.Input, changed.Find("openai/gpt-4o")!.Input));
    }
}
