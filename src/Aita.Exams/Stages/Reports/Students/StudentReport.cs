using Aita.Exams.Domain;
using Aita.Exams.Html;
using Aita.Exams.Images;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>A student's exam for a person to read: each page beside its answers, marks and reasons.</summary>
internal static class StudentReport
{
    /// <param name="student">The student.</param>
    /// <param name="spec">The exam.</param>
    /// <param name="pages">The student's pages with their images.</param>
    /// <param name="scale">Letters; <see langword="null"/> for none.</param>
    public static string Render(StudentResult student, ExamSpec spec, IReadOnlyList<(StudentPage Page, PreparedPage Image)> pages, LetterScale? scale)
    {
        var cards = student.Answers.Select((answer, i) => new AnswerCard(answer, i + 1)).ToList();
        var numbers = pages.Select(page => page.Page.Number)
            .Concat(cards.Select(card => card.HomePage))
            .Concat(student.Transcript?.UnassignedText.Select(block => block.Region?.PageNumber ?? 1) ?? [])
            .Distinct().Order();
        var sections = numbers.Select(number => Section(number, pages, cards, student));
        var id = student.Identity.StudentId is { Length: > 0 } text ? $" ({text})" : "";
        return ReportFrame.Render(
            $"{student.Identity.StudentName}{id}", spec.ExamName, HtmlText.Of($"{Head(student, scale)}{Overview(cards)}{HtmlText.Join(sections)}"));
    }

    private static Raw Head(StudentResult student, LetterScale? scale)
    {
        var letter = scale is not null && student.Percentage is { } share ? $", {scale.Of(share)}" : "";
        var open = student.Open > 0
            ? HtmlText.Of($"""<p class="open">{Counted.Of(student.Open, "question is", "questions are")} open: the total is not final.</p>""")
            : default;
        var stale = student.Stale.Count > 0
            ? HtmlText.Of($"""<p class="open">The marks are out of date: {student.StaleText} changed after they were made. To renew them, {student.Renew}.</p>""")
            : default;
        var suggested = student.Suggested > 0
            ? HtmlText.Of($"""<p class="note">{Counted.Of(student.Suggested, "mark was", "marks were")} suggested by a model and not decided by a person.</p>""")
            : default;
        return HtmlText.Of($"""
            <p class="total"><strong>{Figures.Total(student)}</strong> points ({Figures.Standing(student)}{letter})</p>
            {stale}{open}{suggested}{Missing(student)}
            """);
    }

    private static Raw Missing(StudentResult student)
    {
        var missing = student.Transcript is { MissingPages.Count: > 0 } one
            ? HtmlText.Of($"""<p class="open">Not among the scans: page {string.Join(", ", one.MissingPages)}.</p>""")
            : default;
        var failed = student.Transcript is { FailedPages.Count: > 0 } two
            ? HtmlText.Of($"""<p class="failed">Could not be read: page {string.Join(", ", two.FailedPages)}.</p>""")
            : default;
        return HtmlText.Of($"{missing}{failed}");
    }

    private static Raw Overview(IReadOnlyList<AnswerCard> cards)
    {
        var rows = cards.Select(card => HtmlText.Of($"""
            <tr><td><a href="#{card.Anchor}">{card.Answer.Question.QuestionId}</a></td><td class="n">{Figures.Mark(card.Answer)}</td><td>{card.Answer.StateText}</td><td>{Standings.Badge(card.Answer)}</td><td>{Figures.Decider(card.Answer.Grade)}</td></tr>

            """));
        return HtmlText.Of($"""
            <table><thead><tr><th>Question</th><th class="n">Points</th><th>State</th><th>Standing</th><th>Who decided</th></tr></thead><tbody>
            {rows}</tbody></table>
            {Standings.Legend(letters: false)}

            """);
    }

    private static Raw Section(int number, IReadOnlyList<(StudentPage Page, PreparedPage Image)> pages, IReadOnlyList<AnswerCard> cards, StudentResult student)
    {
        var pictures = pages.Where(page => page.Page.Number == number).Select(page => PagePicture.Render(number, page.Image, cards)).ToList();
        var picture = pictures.Count > 0 ? HtmlText.Join(pictures) : HtmlText.Of($"""<p class="note">There is no image of page {number}.</p>""");
        var here = cards.Where(card => card.HomePage == number).Select(card => card.Render());
        var loose = student.Transcript?.UnassignedText.Where(block => (block.Region?.PageNumber ?? 1) == number).Select(Loose) ?? [];
        return HtmlText.Of($"""
            <section class="page" id="page-{number}">
            <div>{picture}</div>
            <div>
            <h2>Page {number}</h2>
            {HtmlText.Join(here)}{HtmlText.Join(loose)}
            </div>
            </section>

            """);
    }

    private static Raw Loose(PageBlock block) => HtmlText.Of($"""
        <article class="card"><header><h3>Handwriting that belongs to no question</h3><span class="state open">look at it</span></header>
        {TranscriptText.Render(block.Text, [])}</article>

        """);
}
