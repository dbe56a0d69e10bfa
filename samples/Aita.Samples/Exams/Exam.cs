using Aita.Exams.Domain;

namespace Aita.Samples;

/// <summary>An exam: what is printed, and where. Lengths are in pixels of a page of 1000 x 1414.</summary>
/// <param name="Name">The title.</param>
/// <param name="Code">Its name in the codes on the pages, in capitals.</param>
/// <param name="Pages">Printed pages.</param>
/// <param name="Questions">In their order.</param>
internal sealed record Exam(string Name, string Code, int Pages, IReadOnlyList<PrintedQuestion> Questions)
{
    public decimal TotalPoints => Questions.Sum(question => question.Points);

    public ExamSpec Spec => new()
    {
        ExamName = Name,
        TotalPages = Pages,
        TotalPoints = TotalPoints,
        Questions = [.. Questions.Select(q => new ExamQuestion
        {
            QuestionId = q.Id,
            QuestionText = q.Text,
            Points = q.Points,
            QuestionType = q.Type,
            PageNumber = q.Page,
        })],
    };

    public PrintedQuestion Question(string id) => Questions.Single(question => question.Id == id);
}

/// <summary>A printed question.</summary>
/// <param name="Id">Such as <c>1a</c>.</param>
/// <param name="Points">What it is worth.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Top">Baseline of its first printed line.</param>
/// <param name="AnswerTop">Where the room for the answer begins.</param>
/// <param name="Text">The text, one printed line a line.</param>
internal sealed record PrintedQuestion(string Id, decimal Points, QuestionType Type, int Page, float Top, float AnswerTop, string Text);
