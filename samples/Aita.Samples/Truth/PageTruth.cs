namespace Aita.Samples;

/// <summary>What one page says, known because it was drawn from it; embedded in the page's image.</summary>
/// <param name="Synthetic">Always true: no person wrote this.</param>
/// <param name="Exam">The exam.</param>
/// <param name="Student">The student's name as written in the page's head.</param>
/// <param name="StudentId">The student's id as written in the page's head.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Blank">Whether nothing is written below the head.</param>
/// <param name="Transcription">The handwriting below the head word for word.</param>
/// <param name="Answers">The same by question, without the labels.</param>
internal sealed record PageTruth(
    bool Synthetic, string Exam, string Student, string StudentId, int Page, bool Blank, string Transcription, IReadOnlyList<AnswerTruth> Answers);

/// <summary>What a page says about one question, and what that part earns; parts on several pages add up.</summary>
internal sealed record AnswerTruth(string QuestionId, string Text, decimal Points);
