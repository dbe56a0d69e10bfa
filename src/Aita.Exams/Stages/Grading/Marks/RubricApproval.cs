using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>Whether a person has approved what answers are graded by.</summary>
internal static class RubricApproval
{
    /// <summary>The questions whose rubric and answer key, as they are now, nobody has approved.</summary>
    /// <exception cref="ExamException">The file is malformed.</exception>
    public static async Task<IReadOnlyList<string>> MissingAsync(AssignmentFolder folder, IReadOnlyList<QuestionCase> questions, CancellationToken cancellationToken)
    {
        var approvals = await Approvals.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        return [.. questions.Where(question => approvals.Find(question.Rubric, question.Key) is null).Select(question => question.Id)];
    }
}
