using Aita.Exams.Domain;

namespace Aita.Samples;

/// <summary>The exam: what is printed, and where. Lengths are in pixels of a page of 1000 x 1414.</summary>
internal static class Midterm
{
    public const string Name = "Midterm";
    public const int Pages = 3;

    public static IReadOnlyList<PrintedQuestion> Questions { get; } =
    [
        new("1a", 3, QuestionType.MultipleChoice, 1, 235, 400,
            """
            Which of these is a unit of energy? Write the letter.
               (A) newton      (B) joule      (C) watt      (D) pascal
            """),
        new("1b", 3, QuestionType.ShortAnswer, 1, 500, 575,
            "State Newton's second law in one sentence and name the SI unit of force."),
        new("2", 6, QuestionType.Calculation, 1, 770, 865,
            """
            A ball is dropped from rest from a height of 20 m. Neglect air resistance, take g = 9.8 m/s².
            How long does it fall, and how fast is it when it reaches the ground? Show your work.
            """),
        new("3a", 8, QuestionType.Calculation, 2, 150, 265,
            """
            A body of mass m falls from rest against a drag force kv, so that m dv/dt = mg − kv.
            Derive v(t) and the terminal velocity. Show every step.
            """),
        new("3b", 4, QuestionType.Diagram, 2, 1010, 1095,
            "Draw or describe all forces on the body once it has reached its terminal velocity."),
        new("4", 10, QuestionType.LongAnswer, 3, 150, 265,
            """
            A pendulum swings in air. Explain which forms its energy takes during one swing, what stays
            the same, what does not, and why the amplitude becomes smaller. Write about five sentences.
            """),
        new("5", 6, QuestionType.Calculation, 3, 760, 850,
            """
            Resistors of 4 Ω and 12 Ω are connected in parallel to a battery of 9 V.
            Find the total resistance and the current that the battery delivers.
            """),
    ];

    public static ExamSpec Spec { get; } = new()
    {
        ExamName = Name,
        TotalPages = Pages,
        TotalPoints = Questions.Sum(q => q.Points),
        Questions = [.. Questions.Select(q => new ExamQuestion
        {
            QuestionId = q.Id,
            QuestionText = q.Text,
            Points = q.Points,
            QuestionType = q.Type,
            PageNumber = q.Page,
        })],
    };
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
