using Aita.Exams.Html;
using CsCheck;

namespace Aita.Exams.Tests.Html;

public sealed class HtmlTextTests
{
    [Fact]
    public void Of_TextInEveryPlace_IsEncoded()
    {
        const string Text = "<script>alert('x') & \"y\"</script>";

        Assert.Equal(
            "<p title='&lt;script&gt;alert(&#x27;x&#x27;) &amp; &quot;y&quot;&lt;/script&gt;'>&lt;script&gt;alert(&#x27;x&#x27;) &amp; &quot;y&quot;&lt;/script&gt;</p>",
            HtmlText.Of($"<p title='{Text}'>{Text}</p>").Value);
    }

    [Fact]
    public void Of_Fragments_AreKeptInAnyForm()
    {
        var cell = HtmlText.Of($"<td>{"a<b"}</td>");
        Raw? maybe = cell;

        Assert.Equal("<td>a&lt;b</td>|<td>a&lt;b</td>|<td>a&lt;b</td><td>a&lt;b</td>|<td>a&lt;b</td>", HtmlText.Of($"{cell}|{maybe}|{new List<Raw> { cell, cell }}|{new[] { cell }}").Value);
    }

    [Fact]
    public void Of_NumbersNullsAndLetters_AreReadable()
    {
        string? nothing = null;

        Assert.Equal("2.50 Größe α  end", HtmlText.Of($"{2.5m:0.00} {"Größe α"} {nothing} end").Value);
    }

    [Fact]
    public void Of_AnyText_OpensNoTagAndClosesNoAttribute() => Gen.String.Sample(text =>
    {
        var html = HtmlText.Of($"{text}").Value;
        return !html.AsSpan().ContainsAny("<>\"'");
    });
}
