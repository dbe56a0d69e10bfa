using System.Text.Json.Serialization;
using Aita.Exams.Domain;

namespace Aita.Exams.Workspace;

/// <summary>What the grades of a student follow from, each as a hash of what it says: while these are the same, the grades are not stale. Immutable.</summary>
/// <param name="Answers">The student's answers; empty when there were none.</param>
/// <param name="Rubrics">The rubrics of the exam's questions.</param>
/// <param name="Keys">The answer keys of the exam's questions.</param>
internal sealed record GradeSources(string Answers, string Rubrics, string Keys)
{
    /// <summary>
    /// The questions as far as grading uses them: texts, kinds, points, and the pages on which answers may stand. <see langword="null"/> when an
    /// earlier version recorded it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Questions { get; init; }

    /// <summary>The hashes of the sources of a whole class, before any answers. The order and layout of files do not matter.</summary>
    /// <param name="spec">The exam.</param>
    /// <param name="rubrics">Rubrics; those of other questions are left out.</param>
    /// <param name="keys">Answer keys; those of other questions are left out.</param>
    public static GradeSources OfClass(ExamSpec spec, IReadOnlyList<Rubric> rubrics, IReadOnlyList<AnswerKey> keys) => new(
        "",
        StageRecord.HashOf(new RubricFile { Rubrics = [.. Each(spec, id => rubrics.FirstOrDefault(rubric => IsOf(rubric.QuestionId, id)))] }, ExamJsonContext.Readable.RubricFile),
        StageRecord.HashOf(new AnswerKeyFile { AnswerKeys = [.. Each(spec, id => keys.FirstOrDefault(key => IsOf(key.QuestionId, id)))] }, ExamJsonContext.Readable.AnswerKeyFile))
    {
        Questions = StageRecord.HashOf(
            new ExamSpec { TotalPages = spec.TotalPages, Questions = [.. spec.Questions.Select(question => question with { ImageBounds = null })] },
            ExamJsonContext.Readable.ExamSpec),
    };

    /// <summary>The same with a student's answers, if there are any. When they were written does not matter.</summary>
    public GradeSources With(StudentAnswers? answers) => this with
    {
        Answers = answers is null ? "" : StageRecord.HashOf(answers with { Timestamp = null }, ExamJsonContext.Readable.StudentAnswers),
    };

    private static IEnumerable<T> Each<T>(ExamSpec spec, Func<string, T?> find)
        where T : class => spec.Questions.Select(question => find(question.QuestionId)).OfType<T>();

    private static bool IsOf(string questionId, string id) => string.Equals(questionId, id, StringComparison.Ordinal);
}
