using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>The rubrics and answer keys in use, checked against the exam.</summary>
internal static class AssignmentRubrics
{
    /// <summary>Adds every question with its rubric to the book.</summary>
    /// <returns>What a person should know.</returns>
    /// <exception cref="ExamException">A rubric is missing or does not fit its question; every such question is named.</exception>
    public static async Task<List<string>> AddToAsync(GradeBook book, CancellationToken cancellationToken)
    {
        var (folder, spec) = (book.Folder, book.Spec!);
        var rubrics = await ExamFiles.TryReadRubricsAsync(folder.Rubrics, cancellationToken).ConfigureAwait(false) ?? [];
        var keys = await ExamFiles.TryReadAnswerKeysAsync(folder.AnswerKeys, cancellationToken).ConfigureAwait(false) ?? [];
        var errors = new List<string>();
        foreach (var question in spec.Questions)
        {
            var found = rubrics.Where(rubric => string.Equals(rubric.QuestionId, question.QuestionId, StringComparison.Ordinal)).ToList();
            errors.AddRange(found.Count == 1
                ? found[0].Validate(question)
                : [found.Count == 0 ? $"Question {question.QuestionId}: there is no rubric; run aita generate-rubric." : $"Question {question.QuestionId}: there are {found.Count} rubrics; keep one."]);
            if (found.Count == 1)
            {
                book.Add(new QuestionCase(question, found[0], keys.FirstOrDefault(key => string.Equals(key.QuestionId, question.QuestionId, StringComparison.Ordinal)), AnswerRoom.Of(spec, question)));
            }
        }

        if (errors.Count > 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{folder.Rubrics} cannot be used for grading:\n- {string.Join("\n- ", errors)}");
        }

        var warnings = new List<string>();
        if (book.Questions.Where(question => question.Key is null).Select(question => question.Id).ToList() is { Count: > 0 } withoutKey)
        {
            warnings.Add($"No answer key for {string.Join(", ", withoutKey)}: answers are graded by question and rubric alone.");
        }

        if (await RubricApproval.MissingAsync(folder, book.Questions, cancellationToken).ConfigureAwait(false) is { Count: > 0 } unapproved)
        {
            warnings.Add($"Nobody has approved the rubrics and answer keys of {string.Join(", ", unapproved)}: a wrong key is wrong for every student. Read them, then run aita approve rubric.");
        }

        return warnings;
    }
}
