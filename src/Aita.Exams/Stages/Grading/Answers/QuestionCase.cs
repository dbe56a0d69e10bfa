using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>What all answers to one question are graded by. Immutable.</summary>
/// <param name="Question">The question.</param>
/// <param name="Rubric">How its points are earned.</param>
/// <param name="Key">Its answer key; <see langword="null"/> if there is none.</param>
/// <param name="Room">Where answers to it may stand.</param>
internal sealed record QuestionCase(ExamQuestion Question, Rubric Rubric, AnswerKey? Key, AnswerRoom Room)
{
    public string Id => Question.QuestionId;
}
