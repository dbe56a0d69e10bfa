using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Html;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>One answer for a person to read: what was written, what each criterion earned and by which words, the feedback, and who decided. Immutable.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Number">Its place in the exam, from 1.</param>
internal sealed record AnswerCard(AnswerResult Answer, int Number)
{
    /// <summary>The card's name within the file.</summary>
    public string Anchor => string.Create(CultureInfo.InvariantCulture, $"q{Number}");

    /// <summary>The page beside which the card stands: the first one on which the answer was found, else the one on which the question is printed.</summary>
    public int HomePage => Answer.Answer?.Regions.FirstOrDefault(region => region.PageNumber > 0)?.PageNumber ?? Answer.Question.PageNumber ?? 1;

    /// <summary>The answer's places on a page.</summary>
    public IEnumerable<PageRegion> RegionsOn(int page) => Answer.Answer?.Regions.Where(region => region.PageNumber == page) ?? [];

    public Raw Render()
    {
        var (question, grade) = (Answer.Question, Answer.Grade);
        return HtmlText.Of($"""
            <article class="card" id="{Anchor}">
            <header><h3>Question {question.QuestionId}</h3><span class="points">{Figures.Mark(Answer)}</span>{Standings.Badge(Answer)}<span class="state {StateClass}">{Answer.StateText}</span><span class="note">{Figures.Decider(grade)}</span></header>
            <p class="note" dir="auto">{question.QuestionText}</p>
            {Text()}
            {Reasons(grade)}
            {Criteria(grade)}
            {Feedback(grade)}
            </article>

            """);
    }

    private Raw StateClass => new(Answer.State switch
    {
        GradeState.Graded => "graded",
        GradeState.Blank => "blank",
        GradeState.Excused => "excused",
        GradeState.Failed => "failed",
        _ => "open",
    });

    private Raw Text()
    {
        if (Answer.Answer is not { } answer)
        {
            return HtmlText.Of($"""<p class="note">Nothing was transcribed for this question yet.</p>""");
        }

        var later = answer.Regions.Select(region => region.PageNumber).Where(page => page > 0 && page != HomePage).Distinct().Order().ToList();
        var more = later.Count > 0 ? HtmlText.Of($"""<p class="note">Also on page {string.Join(", ", later)}.</p>""") : default;
        var sure = answer.Confidence is { } confidence
            ? HtmlText.Of($"""<p class="note">Reading confidence {Math.Floor(confidence * 100):0} %, as the model says of itself. {answer.TranscriptionNotes}</p>""")
            : default;
        var words = string.IsNullOrWhiteSpace(answer.RawText)
            ? HtmlText.Of($"""<p class="note">Nothing is written here.</p>""")
            : TranscriptText.Render(answer.RawText, Answer.Grade?.CriterionScores.Select(criterion => criterion.Quote) ?? []);
        return HtmlText.Of($"{words}{more}{sure}");
    }

    /// <summary>Why the answer waits. Once a person has decided, the doubts are no longer the student's: the report on the class keeps them.</summary>
    private static Raw Reasons(QuestionGrade? grade) => grade is { IsResolved: false, ReviewReasons.Count: > 0 }
        ? HtmlText.Of($"""<div class="reasons"><ul>{grade.ReviewReasons.Select(reason => HtmlText.Of($"<li>{reason}</li>"))}</ul></div>""")
        : default;

    private static Raw Criteria(QuestionGrade? grade)
    {
        if (grade is not { CriterionScores.Count: > 0 })
        {
            return default;
        }

        var rows = grade.CriterionScores.Select(criterion => HtmlText.Of($"""
            <tr><td class="n">{Figures.Points(criterion.PointsEarned)} / {Figures.Points(criterion.PointsPossible)}</td><td dir="auto">{criterion.Description}{Quote(criterion.Quote)}{Reason(criterion.Reason)}</td></tr>

            """));
        return HtmlText.Of($"""
            <table class="criteria"><thead><tr><th class="n">{(grade.IsResolved ? "Points" : "Suggested")}</th><th>Criterion, the student's words, and why</th></tr></thead><tbody>
            {rows}</tbody></table>
            """);
    }

    private static Raw Quote(string quote) => quote.Length > 0 ? HtmlText.Of($"""<br><q dir="auto">{quote}</q>""") : default;

    private static Raw Reason(string reason) => reason.Length > 0 ? HtmlText.Of($"""<br><span class="note">{reason}</span>""") : default;

    private static Raw Feedback(QuestionGrade? grade) => grade is { Feedback.Length: > 0 }
        ? HtmlText.Of($"""<p class="feedback" dir="auto">{grade.Feedback}</p>""")
        : default;
}
