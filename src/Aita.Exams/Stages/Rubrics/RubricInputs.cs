using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>What the instructor gave: the exam, finished rubrics and instructions. All checked before anything is sent.</summary>
internal sealed record RubricInputs(ExamSpec Spec, UserRubrics UserRubrics, GradingInstructions Instructions)
{
    /// <exception cref="ExamException">A file is missing, malformed or does not fit the exam.</exception>
    public static async Task<RubricInputs> ReadAsync(AssignmentFolder folder, RubricStageOptions options, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.ExamSpec))
        {
            throw new ExamException(
                ExamErrorKind.Missing, $"The assignment '{folder.Name}' has no questions: put them into {folder.ExamSpec}, or check the name of the assignment.");
        }

        var spec = await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false);
        var rubrics = await ExamFiles
            .ReadUserRubricsAsync(Existing(options.UserRubrics) ?? folder.UserRubrics, spec, cancellationToken).ConfigureAwait(false);
        var path = Existing(options.QuestionInstructions) ?? folder.QuestionInstructions;
        var byQuestion = await ExamFiles.ReadQuestionInstructionsAsync(path, cancellationToken).ConfigureAwait(false);
        CheckIds(byQuestion.Keys, spec, path);
        return new RubricInputs(spec, rubrics, new GradingInstructions
        {
            General = options.Instructions ?? await TextFile.TryReadAsync(folder.RubricInstructions, cancellationToken).ConfigureAwait(false),
            ByQuestion = byQuestion,
        });
    }

    private static string? Existing(string? path) => path is null || File.Exists(path)
        ? path
        : throw new ExamException(ExamErrorKind.Missing, $"The file {path} does not exist; check the path.");

    private static void CheckIds(IEnumerable<string> ids, ExamSpec spec, string path)
    {
        if (ids.Where(id => spec.Find(id) is null).ToList() is { Count: > 0 } unknown)
        {
            var known = string.Join(", ", spec.Questions.Select(q => q.QuestionId));
            throw new ExamException(
                ExamErrorKind.Invalid, $"{path} has instructions for {string.Join(", ", unknown)}, but the exam has only {known}; correct the ids.");
        }
    }
}
