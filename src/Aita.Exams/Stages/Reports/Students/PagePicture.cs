using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Html;
using Aita.Exams.Images;

namespace Aita.Exams.Stages.Reports;

/// <summary>A page's image inside the HTML, with the places of the answers marked.</summary>
internal static class PagePicture
{
    /// <summary>The image with a frame around each answer; a page whose image cannot be shown stays, with the reason.</summary>
    public static Raw Render(int pageNumber, PreparedPage image, IEnumerable<AnswerCard> cards)
    {
        if (!image.IsUsable)
        {
            return HtmlText.Of($"""<p class="failed">No image: {image.Error}</p>""");
        }

        var marks = cards.SelectMany(card => card.RegionsOn(pageNumber).Select(region => Mark(card, region)));
        return HtmlText.Of($"""
            <div class="picture"><img alt="Page {pageNumber} as scanned" src="{InlineImage.Address(image)}">
            {HtmlText.Join(marks)}</div>
            """);
    }

    private static Raw Mark(AnswerCard card, PageRegion region)
    {
        var (top, left) = (Math.Clamp(region.Top, 0, 1000), Math.Clamp(region.Left, 0, 1000));
        var (height, width) = (Math.Clamp(region.Bottom, top, 1000) - top, Math.Clamp(region.Right, left, 1000) - left);
        var style = new Raw(string.Create(
            CultureInfo.InvariantCulture, $"top:{top / 10.0:0.#}%;left:{left / 10.0:0.#}%;height:{height / 10.0:0.#}%;width:{width / 10.0:0.#}%"));
        return HtmlText.Of($"""
            <div class="mark{new Raw(card.Answer.IsResolved ? "" : " open")}" style="{style}"><a href="#{card.Anchor}">{card.Answer.Question.QuestionId}: {Figures.Mark(card.Answer)}</a></div>

            """);
    }
}
