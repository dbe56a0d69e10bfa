using Aita.Exams.Domain;
using Aita.Exams.Html;
using Aita.Exams.Images;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>A student's pages for a person to read: each page beside what was read of it, block by block with the question it answers.</summary>
internal static class StudentReport
{
    /// <summary>Renders the report. A page whose image cannot be shown stays in it, with the reason.</summary>
    /// <param name="student">The pages.</param>
    /// <param name="answers">The answers put together from them; <see langword="null"/> when handwriting is not mapped to questions.</param>
    /// <param name="assignment">The assignment's name.</param>
    /// <param name="cancellationToken">Stops drawing.</param>
    public static async Task<string> RenderAsync(StudentOutcome student, StudentAnswers? answers, string assignment, CancellationToken cancellationToken)
    {
        var pages = new List<Raw>();
        foreach (var page in student.Pages)
        {
            var image = await InlineImage.PrepareAsync(page.Page.Path, page.Page.PageInFile, cancellationToken).ConfigureAwait(false);
            pages.Add(RenderPage(page, image));
        }

        var failed = student.Pages.Count(page => page.Text is null);
        var unsure = student.Pages.Count(page => page.Text is { } text && ReportPage.IsUnsure(text.Confidence));
        var subtitle = $"{assignment}: {Counted.Of(student.Pages.Count, "page", "pages")}" + (failed > 0 ? $", {failed} could not be read" : "")
            + (unsure > 0 ? $", {unsure} read with low confidence" : "");
        var overview = answers is null ? default : AnswerTable.Render(answers);
        return ReportPage.Render(student.Plan.Folder.Name, subtitle, HtmlText.Of($"{overview}{HtmlText.Join(pages)}"));
    }

    private static Raw RenderPage(PageOutcome page, PreparedPage image)
    {
        var picture = image.IsUsable
            ? HtmlText.Of($"""<div class="sheet"><img alt="Page {page.Page.PageNumber}" src="{InlineImage.Address(image)}">{FramesOf(page)}</div>""")
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

    /// <summary>Where the blocks stand, over the image.</summary>
    private static Raw FramesOf(PageOutcome page) => HtmlText.Join((page.Text?.Blocks ?? []).Where(block => block.Region is not null).Select(block =>
    {
        var place = block.Region!;
        var style = FormattableString.Invariant(
            $"top:{place.Top / 10.0}%;left:{place.Left / 10.0}%;height:{(place.Bottom - place.Top) / 10.0}%;width:{(place.Right - place.Left) / 10.0}%");
        return HtmlText.Of($"""<div class="frame" style="{style}"><span>{Label(block)}</span></div>""");
    }));

    private static Raw TextOf(PageOutcome page)
    {
        var error = page.Item.Error is { } message ? HtmlText.Of($"""<p class="failed">{(page.Text is null ? "Not read" : "Not read anew")}: {message}</p>""") : default;
        if (page.Text is not { } text)
        {
            return error;
        }

        var unsure = ReportPage.IsUnsure(text.Confidence) ? HtmlText.Of($"""<p class="bad">Low confidence: compare every line with the page.</p>""") : default;
        var notes = text.Notes is { } note ? HtmlText.Of($"""<p class="note">{note}</p>""") : default;
        var edited = page.Item.State == StageItemState.Edited ? HtmlText.Of($"""<p class="note">Edited by a person.</p>""") : default;
        return HtmlText.Of($"{error}{ReportPage.ConfidenceBar(text.Confidence)}{unsure}{WordsOf(text)}{notes}{edited}");
    }

    private static Raw WordsOf(PageTranscription text)
    {
        // A person may have edited the text as a whole: then the blocks are not what counts alone, and the text is shown as it is.
        if (text.Blocks.Count > 0 && string.Equals(PageText.Join(text.Blocks.Select(block => block.Text)), text.TranscribedText, StringComparison.Ordinal))
        {
            return HtmlText.Join(text.Blocks.Select(block => HtmlText.Of($"""
                <div class="block"><span class="{(block.QuestionId.Length > 0 ? "id" : "id bad")}">{Label(block)}</span><pre>{block.Text}</pre></div>

                """)));
        }

        return string.IsNullOrWhiteSpace(text.TranscribedText)
            ? HtmlText.Of($"""<p class="note">Nothing is written on this page.</p>""")
            : HtmlText.Of($"<pre>{text.TranscribedText}</pre>");
    }

    private static string Label(PageBlock block) => block.QuestionId.Length > 0 ? block.QuestionId : "?";
}
