using Aita.Exams.Results;

namespace Aita.Exams.Tests.Results;

public sealed class QuoteSearchTests
{
    [Theory]
    [InlineData("the force is F = m a", "So the  force is\n$F = m a$.", "the  force is\n$F = m a")]
    [InlineData("x = 1.5", "then x=1.5 follows", "x=1.5")]
    [InlineData("a \u2212 b", "a - b", "a - b")]
    [InlineData("caf\u00E9 noir", "un (caf\u00E9) noir", "caf\u00E9) noir")]
    [InlineData("\\left( a \\right)", "$(a)$", "a")]
    [InlineData("\u221E", "limit is \u221E here", "\u221E")]
    public void Find_QuoteInTheText_GivesItsPlace(string quote, string text, string place) =>
        Assert.Equal(place, text[Assert.Single(new QuoteSearch(text).Find(quote))]);

    [Theory]
    [InlineData("x = 2", "then x = 3 follows")]
    [InlineData("a < b", "a > b")]
    [InlineData("last ... first", "first and last")]
    [InlineData("", "anything")]
    [InlineData(" . ", "anything.")]
    public void Find_QuoteNotInTheText_GivesNothing(string quote, string text) => Assert.Empty(new QuoteSearch(text).Find(quote));

    [Fact]
    public void Find_QuoteWithAnEllipsis_GivesItsPartsInOrder()
    {
        var text = "first we square, then we add";

        Assert.Equal(["first", "we add"], new QuoteSearch(text).Find("first ... we add").Select(range => text[range]));
    }
}
