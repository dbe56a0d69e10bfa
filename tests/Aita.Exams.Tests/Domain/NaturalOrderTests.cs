using Aita.Exams.Domain;
using CsCheck;

namespace Aita.Exams.Tests.Domain;

public sealed class NaturalOrderTests
{
    [Fact]
    public void Compare_QuestionIds_NumbersCountAsNumbers()
    {
        string[] ids = ["10a", "2", "1b", "10", "1", "Q3", "1a", "q12", "2b"];

        Assert.Equal(["1", "1a", "1b", "2", "2b", "10", "10a", "Q3", "q12"], ids.Order(NaturalOrder.Instance));
    }

    [Fact]
    public void Compare_FileNames_PageTwoBeforePageTen()
    {
        string[] names = ["page_10.jpg", "page_9.jpg", "page_002.jpg", "page_1.jpg", "Page_3.jpg"];

        Assert.Equal(["page_1.jpg", "page_002.jpg", "Page_3.jpg", "page_9.jpg", "page_10.jpg"], names.Order(NaturalOrder.Instance));
    }

    [Fact]
    public void Compare_NumbersBeyondAnyInteger_DoesNotOverflow() =>
        Assert.True(NaturalOrder.Instance.Compare("p99999999999999999999998", "p99999999999999999999999") < 0);

    [Fact]
    public void Compare_SameNumberWithLeadingZeros_IsStillDecided()
    {
        Assert.NotEqual(0, NaturalOrder.Instance.Compare("1", "01"));
        Assert.Equal(0, NaturalOrder.Instance.Compare("1a", "1a"));
        Assert.True(NaturalOrder.Instance.Compare(null, "1") < 0);
    }

    [Fact]
    public void Compare_AnyThreeTexts_IsATotalOrder()
    {
        var text = Gen.String[Gen.Char["0123aAbB_."], 0, 6];
        Gen.Select(text, text, text).Sample((a, b, c) =>
        {
            var order = NaturalOrder.Instance;
            Assert.Equal(Math.Sign(order.Compare(a, b)), -Math.Sign(order.Compare(b, a)));
            Assert.Equal(string.Equals(a, b, StringComparison.Ordinal), order.Compare(a, b) == 0);
            if (order.Compare(a, b) <= 0 && order.Compare(b, c) <= 0)
            {
                Assert.True(order.Compare(a, c) <= 0);
            }
        });
    }
}
