using Aita.Exams.Stages.Grading;

namespace Aita.Exams.Tests.Stages.Grading;

public sealed class QuoteTextTests
{
    [Theory]
    [InlineData("t = 2 s", "so $t=2\\,\\text s$ or t  =\n2 s")]
    [InlineData("\\frac{1}{2} m v^2", "$\\frac{1}{2}\\,m\\,v^{2}$")]
    [InlineData("$\\left( 1 - x \\right)$", "(1-x)")]
    [InlineData("the sun\u2019s heat", "the sun's heat")]
    [InlineData("energy \u2013 heat", "energy - heat")]
    [InlineData("Friction ... heat", "Friction does work, and it becomes heat")]
    [InlineData("crossed", "it was ~~crossed~~ out")]
    public void IsIn_TheSameWords_AreFound(string quote, string text) => Assert.True(QuoteText.IsIn(quote, text));

    [Theory]
    [InlineData("t = 3 s", "t = 2 s")]
    [InlineData("t = -2 s", "t = 2 s")]
    [InlineData("heat ... Friction", "Friction does work, and it becomes heat")]
    [InlineData("", "t = 2 s")]
    [InlineData(" $ $ ", "t = 2 s")]
    [InlineData("...", "t = 2 s")]
    [InlineData("\\alpha", "\\beta")]
    public void IsIn_OtherWords_AreNot(string quote, string text) => Assert.False(QuoteText.IsIn(quote, text));

    [Theory]
    [InlineData("newton", "~~newton~~ joule", true)]
    [InlineData("joule", "~~newton~~ joule", false)]
    [InlineData("joule", "~~joule~~ no: joule", false)]
    [InlineData("joule", "joule", false)]
    public void IsCrossedOut_OnlyWhatStandsNowhereElse_Is(string quote, string text, bool expected) => Assert.Equal(expected, QuoteText.IsCrossedOut(quote, text));
}
