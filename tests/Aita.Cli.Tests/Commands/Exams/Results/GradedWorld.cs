using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Cli.Tests.Commands.Exams;

/// <summary>The synthetic exam with marks for everyone, as if it had been graded.</summary>
internal static class GradedWorld
{
    /// <param name="world">Where.</param>
    /// <param name="open">The student whose first question waits for a person; null for none.</param>
    public static async Task<AssignmentFolder> AddGradedMidtermAsync(this CliWorld world, string? open = null)
    {
        var folder = await world.AddMidtermAsync();
        var spec = await ExamFiles.ReadExamSpecAsync(folder);
        foreach (var student in folder.ListStudents())
        {
            var grades = spec.Questions.Select((question, i) => new QuestionGrade
            {
                StudentName = student.Name,
                QuestionId = question.QuestionId,
                PointsPossible = question.Points,
                State = student.Name == open && i == 0 ? GradeState.NeedsReview : GradeState.Graded,
                Source = student.Name == open && i == 0 ? null : MarkSource.Person,
                PointsEarned = student.Name == open && i == 0 ? null : question.Points,
            });
            await ExamFiles.WriteGradesAsync(student, StudentGrades.Of(student.Name, null, [.. grades]));
        }

        await StudentRegister.OpenAsync(folder);
        return folder;
    }
}
