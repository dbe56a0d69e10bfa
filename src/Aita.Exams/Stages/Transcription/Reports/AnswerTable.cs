using Aita.Exams.Domain;
using Aita.Exams.Html;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What is known of a student's answers, question by question, and what a person must look at. Pure.</summary>
internal static class AnswerTable
{
    public static Raw Render(StudentAnswers answers) => HtmlText.Of($"""
        <table>
        <thead><tr><th>Question</th><th>Answer</th><th>Pages</th><th>Remarks</th></tr></thead>
        <tbody>
        {HtmlText.Join(answers.QuestionAnswers.Select(Row))}</tbody>
        </table>
        {Unassigned(answers)}
        """);

    private static Raw Row(StudentAnswer answer)
    {
        var state = answer.KnownState;
        var pages = answer.Regions.Select(region => region.PageNumber).Distinct().Order().Select(page => HtmlText.Of($"""<a href="#page-{page}">{page}</a> """));
        return HtmlText.Of($"""
            <tr><td>{answer.QuestionId}</td><td><span class="{(state is AnswerState.Failed or AnswerState.MissingPage ? "bad" : "")}">{WordFor(state)}</span></td><td>{pages}</td><td>{answer.TranscriptionNotes}</td></tr>

            """);
    }

    private static Raw Unassigned(StudentAnswers answers) => answers.UnassignedText.Count == 0 ? default : HtmlText.Of($"""
        <p class="bad">Handwriting that was assigned to no question ({answers.UnassignedText.Count}), marked ? below: look whose answer it is.</p>
        """);

    private static string WordFor(AnswerState state) => state switch
    {
        AnswerState.Answered => "answered",
        AnswerState.Blank => "left blank",
        AnswerState.MissingPage => "page missing",
        _ => "not known",
    };
}
