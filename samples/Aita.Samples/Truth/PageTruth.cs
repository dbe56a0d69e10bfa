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
/// <param name="Legibility">How well it can be read at best, 0 to 1; left out when it is 1.</param>
internal sealed record PageTruth(
    bool Synthetic,
    string Exam,
    string Student,
    string StudentId,
    int Page,
    bool Blank,
    string Transcription,
    IReadOnlyList<AnswerTruth> Answers,
    double? Legibility)
{
    public static PageTruth Of(Exam exam, Student student, int page)
    {
        var (name, id) = student.Head(page);
        Answer[] answers = [.. PagePainter.OnPage(exam, student, page)];
        return new PageTruth(
            true,
            exam.Name,
            name,
            id,
            page,
            answers.Length == 0,
            string.Join("\n\n", answers.Select(a => $"{a.Label} {a.Text}")),
            [.. answers.Select(a => new AnswerTruth(a.QuestionId, a.Text, a.Points, PagePainter.Place(exam, student, a).Thousandths()))],
            student.Legibility.TryGetValue(page, out var legibility) ? legibility : null);
    }
}

/// <summary>What a page says about one question, and what that part earns; parts on several pages add up.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Text">The handwriting without its label.</param>
/// <param name="Points">What this part earns.</param>
/// <param name="Box">Top, left, bottom and right in thousandths of the page.</param>
internal sealed record AnswerTruth(string QuestionId, string Text, decimal Points, IReadOnlyList<int> Box);
