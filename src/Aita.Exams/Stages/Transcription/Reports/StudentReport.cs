using Aita.Exams.Html;
using Aita.Exams.Images;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>A student's pages for a person to read: each page beside its text.</summary>
internal static class StudentReport
{
    /// <summary>On a screen a page is about half as wide as this; a file of ten pages stays near 2 MB.</summary>
    private static readonly ImageOptions Thumbnail = new() { MaxSide = 1100, JpegQuality = 70 };

    /// <summary>Renders the report. A page whose image cannot be shown stays in it, with the reason.</summary>
    public static async Task<string> RenderAsync(StudentOutcome student, string assignment, CancellationToken cancellationToken)
    {
        var pages = new List<Raw>();
        foreach (var page in student.Pages)
        {
            var image = await Task.Run(
                () => PageImagePreparer.PreparePageAsync(page.Page.Path, page.Page.PageInFile, Thumbnail, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            pages.Add(RenderPage(page, image));
        }

        var failed = student.Pages.Count(page => page.Text is null);
        var subtitle = $"{assignment}: {student.Pages.Count} pages" + (failed > 0 ? $", {failed} could not be read" : "");
        return ReportPage.Render(student.Plan.Folder.Name, subtitle, HtmlText.Join(pages));
    }

    private static Raw RenderPage(PageOutcome page, PreparedPage image)
    {
        var picture = image.IsUsable
            ? HtmlText.Of($"""<img alt="Page {page.Page.PageNumber}" src="{Inline(image)}">""")
            : HtmlText.Of($"""<p class="note">No image: {image.Error}</p>""");
        return HtmlText.Of($"""
            <section class="page" id="page-{page.Page.PageNumber}">
            <div>{picture}</div>
            <div>
            <h2>Page {page.Page.PageNumber}</h2>
            {TextOf(page)}
            </div>
            </section>

            """);
    }

    private static Raw TextOf(PageOutcome page)
    {
        var error = page.Item.Error is { } message ? HtmlText.Of($"""<p class="failed">{(page.Text is null ? "Not read" : "Not read anew")}: {message}</p>""") : default;
        if (page.Text is not { } text)
        {
            return error;
        }

        var words = string.IsNullOrWhiteSpace(text.TranscribedText)
            ? HtmlText.Of($"""<p class="note">Nothing is written on this page.</p>""")
            : HtmlText.Of($"<pre>{text.TranscribedText}</pre>");
        var notes = text.Notes is { } note ? HtmlText.Of($"""<p class="note">{note}</p>""") : default;
        var edited = page.Item.State == StageItemState.Edited ? HtmlText.Of($"""<p class="note">Edited by a person.</p>""") : default;
        return HtmlText.Of($"{error}{ReportPage.ConfidenceBar(text.Confidence)}{words}{notes}{edited}");
    }

    /// <summary>The letters of base64 need no encoding, so the address stays as long as it is.</summary>
    private static Raw Inline(PreparedPage image) => new($"data:{image.MediaType};base64,{Convert.ToBase64String(image.Bytes.Span)}");
}
