using Aita.Exams.Domain;

namespace Aita.Samples;

/// <summary>The exam of samples/midterm: what is printed, and where.</summary>
internal static class Midterm
{
    public static Exam Exam { get; } = new("Midterm", "MIDTERM", 3,
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
    ]);
}
