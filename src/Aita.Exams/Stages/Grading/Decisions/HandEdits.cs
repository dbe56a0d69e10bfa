using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>Marks that a person changed in <c>detailed_grades.json</c> itself. They count like decisions, and become lines of the log. Pure.</summary>
internal static class HandEdits
{
    private const string Author = "edited by hand";

    /// <summary>The entries that differ from what the stage wrote, as decisions.</summary>
    /// <exception cref="ExamException">An edited entry contradicts itself or the exam.</exception>
    public static IReadOnlyList<GradeDecision> Find(StudentCase student, IReadOnlyList<QuestionCase> questions, DateTimeOffset now)
    {
        var decisions = new List<GradeDecision>();
        foreach (var grade in student.OnDisk?.QuestionGrades ?? [])
        {
            var question = questions.FirstOrDefault(question => string.Equals(question.Id, grade.QuestionId, StringComparison.Ordinal));
            if (question is not null && student.Record.Items.ContainsKey(grade.QuestionId) && student.Record.OriginOf(grade.QuestionId, HashOf(grade)) == Origin.Person)
            {
                decisions.Add(ToDecision(student, grade, question, now));
            }
        }

        return decisions;
    }

    public static string HashOf(QuestionGrade grade) => StageRecord.HashOf(grade, GradingJsonContext.Readable.QuestionGrade);

    private static GradeDecision ToDecision(StudentCase student, QuestionGrade grade, QuestionCase question, DateTimeOffset now)
    {
        var decision = new GradeDecision { At = now, By = Author, Student = student.Folder.Name, QuestionId = question.Id };
        if (grade.State == GradeState.Excused)
        {
            return decision with { Excused = true };
        }

        var where = $"{student.Folder.Grades} was edited: question {question.Id}";
        if (grade.PointsEarned is not { } points)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{where} has no points_earned. Give it points, set its state to excused, or take the edit back and use 'aita decide'.");
        }

        if (points < 0 || points > question.Question.Points)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{where} has {PointGrid.Text(points)} points; it is worth {PointGrid.Text(question.Question.Points)}. Correct the points.");
        }

        var rubric = question.Rubric.Criteria;
        foreach (var (criterion, i) in grade.CriterionScores.Select((criterion, i) => (criterion, i)))
        {
            var worth = grade.CriterionScores.Count == rubric.Count ? rubric[i].Points : criterion.PointsPossible;
            if (criterion.PointsEarned < 0 || criterion.PointsEarned > worth)
            {
                throw new ExamException(
                    ExamErrorKind.Invalid,
                    $"{where}, criterion {i + 1} has {PointGrid.Text(criterion.PointsEarned)} points; it is worth 0 to {PointGrid.Text(worth)}. Correct the points, or empty criterion_scores.");
            }
        }

        List<decimal> criteria = [.. grade.CriterionScores.Select(criterion => criterion.PointsEarned)];
        return criteria.Count == 0 || criteria.Sum() == points
            ? decision with { Points = points, CriterionPoints = criteria, Comment = grade.Feedback.Length > 0 ? grade.Feedback : null }
            : throw new ExamException(
                ExamErrorKind.Invalid,
                $"{where} has {PointGrid.Text(points)} points, but its criteria add up to {PointGrid.Text(criteria.Sum())}. Make them agree, or empty criterion_scores.");
    }
}
