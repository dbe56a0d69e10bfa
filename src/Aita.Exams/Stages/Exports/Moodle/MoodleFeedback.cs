using Aita.Exams.Html;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Exports;

/// <summary>The comments for a student as the HTML that Moodle keeps: every question with its points and feedback, encoded. Pure.</summary>
internal static class MoodleFeedback
{
    public static string Render(StudentResult student) => HtmlText.Join(student.Answers.Select(Line)).ToString();

    private static Raw Line(AnswerResult answer)
    {
        var mark = answer switch
        {
            { IsExcused: true } => "excused",
            { Points: { } points } => $"{Gradebook.Number(points)} / {Gradebook.Number(answer.Question.Points)}",
            _ => $"not marked yet / {Gradebook.Number(answer.Question.Points)}",
        };
        var words = answer is { IsResolved: true, Grade.Feedback: { Length: > 0 } feedback } ? HtmlText.Of($"<br>{OneLine(feedback)}") : default;
        return HtmlText.Of($"<p><strong>{answer.Question.QuestionId}: {mark}</strong>{words}</p>");
    }

    /// <summary>Some versions of Moodle read the worksheet line by line.</summary>
    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
