using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Workspace;

/// <summary>Changes what was read of a student.</summary>
internal static class AnswersFile
{
    public static async Task ChangeAsync(StudentFolder student, Func<StudentAnswers, StudentAnswers> change) =>
        await ExamFiles.WriteAnswersAsync(student, change((await ExamFiles.TryReadAnswersAsync(student))!));

    /// <summary>Changes the answer to one question.</summary>
    public static Task ChangeAsync(StudentFolder student, string question, Func<StudentAnswer, StudentAnswer> change) => ChangeAsync(student, answers => answers with
    {
        QuestionAnswers = [.. answers.QuestionAnswers.Select(answer => answer.QuestionId == question ? change(answer) : answer)],
    });
}
