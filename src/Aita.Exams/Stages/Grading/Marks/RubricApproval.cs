using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>Whether a person has approved what answers are graded by.</summary>
internal static class RubricApproval
{
    public static Task<bool> IsApprovedAsync(AssignmentFolder folder, IReadOnlyList<QuestionCase> questions, CancellationToken cancellationToken) =>
        Task.FromResult(File.Exists(folder.Approvals));
}
