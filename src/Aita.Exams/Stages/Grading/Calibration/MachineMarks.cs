using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>What models marked, as if no person had decided anything.</summary>
internal static class MachineMarks
{
    /// <summary>Every answer that a model has a mark or a proposal for.</summary>
    /// <exception cref="ExamException">A file is missing or malformed.</exception>
    public static async Task<IReadOnlyList<MachineMark>> ReadAsync(GradeBook book, StudentRegister register, CancellationToken cancellationToken)
    {
        var rules = new GradingRules(book.Policy with { BelowThreshold = false }, Acceptance.None, DecisionBook.Empty);
        var marks = new List<MachineMark>();
        foreach (var folder in StudentList.Of(book.Folder))
        {
            var student = await StudentCase.ReadAsync(folder, register.Find(folder.Name)!, answers: null, cancellationToken).ConfigureAwait(false);
            marks.AddRange(
                from grade in MarkComposer.Compose(book.Questions, student, rules)
                where grade.Confidence is not null && (grade.PointsEarned ?? grade.SuggestedPoints) is not null
                select new MachineMark(student, grade, student.Gradings.Find(grade.QuestionId, second: false)?.Model));
        }

        return marks;
    }
}

/// <summary>A model's mark or proposal.</summary>
internal sealed record MachineMark(StudentCase Student, QuestionGrade Grade, string? Model)
{
    public decimal Points => Grade.PointsEarned ?? Grade.SuggestedPoints ?? 0;

    public string Band => MarkPair.BandOf(Points, Grade.PointsPossible);

    public (string Student, string Question) Key => (Student.Folder.Name, Grade.QuestionId);
}
