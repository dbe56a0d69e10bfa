using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>An answer that waits for a person. Immutable.</summary>
/// <param name="Student">Whose.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Number">The question's place in the exam, from 1.</param>
/// <param name="CrossesBoundary">Whether the decision may change the letter.</param>
internal sealed record ReviewItem(StudentResult Student, AnswerResult Answer, int Number, bool CrossesBoundary);
