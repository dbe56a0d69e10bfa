using System.Text.Json.Serialization.Metadata;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>The result files of this stage as they are now, and whose work each entry is.</summary>
internal sealed record RubricFiles
{
    private static readonly JsonTypeInfo<AnswerKey> KeyType = ExamJsonContext.Readable.AnswerKey;
    private static readonly JsonTypeInfo<Rubric> RubricType = ExamJsonContext.Readable.Rubric;

    /// <summary>Answer keys in use, by question.</summary>
    public required IReadOnlyDictionary<string, AnswerKey> Keys { get; init; }

    /// <summary>Rubrics in use, by question.</summary>
    public required IReadOnlyDictionary<string, Rubric> Rubrics { get; init; }

    /// <summary>What the stage wrote last.</summary>
    public required StageRecord Record { get; init; }

    /// <exception cref="ExamException">A file is malformed, or a person's entry does not fit the exam.</exception>
    public static async Task<RubricFiles> ReadAsync(AssignmentFolder folder, ExamSpec spec, CancellationToken cancellationToken)
    {
        var keys = await ExamFiles.TryReadAnswerKeysAsync(folder.AnswerKeys, cancellationToken).ConfigureAwait(false) ?? [];
        var rubrics = await ExamFiles.TryReadRubricsAsync(folder.Rubrics, cancellationToken).ConfigureAwait(false) ?? [];
        var files = new RubricFiles
        {
            Keys = ByQuestion(keys, key => key.QuestionId, folder.AnswerKeys),
            Rubrics = ByQuestion(rubrics, rubric => rubric.QuestionId, folder.Rubrics),
            Record = await StageRecord.ReadAsync(folder.RubricRecord, cancellationToken).ConfigureAwait(false),
        };
        files.CheckEdits(folder, spec);
        return files;
    }

    public static string HashOf(AnswerKey key) => StageRecord.HashOf(key, KeyType);

    public static string HashOf(Rubric rubric) => StageRecord.HashOf(rubric, RubricType);

    public Origin OriginOf(AnswerKey key) => Record.OriginOf(AnswerKeyTask.IdOf(key.QuestionId), HashOf(key));

    public Origin OriginOf(Rubric rubric) => Record.OriginOf(RubricTask.IdOf(rubric.QuestionId), HashOf(rubric));

    /// <summary>Whether the answer key in use comes from the request that would be sent now.</summary>
    public bool IsCurrent(ExamQuestion question, GradingInstructions instructions, string? model) =>
        Record.IsFrom(AnswerKeyTask.IdOf(question.QuestionId), StampOf(new AnswerKeyTask(question, instructions), model));

    /// <summary>Whether the rubric in use comes from the request that would be sent now.</summary>
    public bool IsCurrent(ExamQuestion question, AnswerKey key, GradingInstructions instructions, string? model) =>
        Record.IsFrom(RubricTask.IdOf(question.QuestionId), StampOf(new RubricTask(question, key, instructions), model));

    /// <summary>The key of a task's request: what decides its answer.</summary>
    public static string StampOf(LlmTask task, string? model) => TaskKey.Compute(task.BuildMessages(), task.Options, model);

    private static Dictionary<string, T> ByQuestion<T>(IReadOnlyList<T> entries, Func<T, string> idOf, string path)
    {
        var byQuestion = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!byQuestion.TryAdd(idOf(entry), entry))
            {
                throw new ExamException(ExamErrorKind.Invalid, $"{path} has two entries for question {idOf(entry)}; keep one.");
            }
        }

        return byQuestion;
    }

    /// <summary>A person's entry is used as it is, so it must be usable; nothing is sent before it is.</summary>
    private void CheckEdits(AssignmentFolder folder, ExamSpec spec)
    {
        var errors = Rubrics.Values.Where(rubric => OriginOf(rubric) == Origin.Person)
            .SelectMany(rubric => spec.Find(rubric.QuestionId) is { } question
                ? rubric.Validate(question)
                : [$"Rubric of question {rubric.QuestionId}: the exam has no such question."])
            .ToList();
        Throw(folder.Rubrics, errors);
        errors = [.. Keys.Values.Where(key => OriginOf(key) == Origin.Person).SelectMany(key => Problems(key, spec))];
        Throw(folder.AnswerKeys, errors);
    }

    private static IEnumerable<string> Problems(AnswerKey key, ExamSpec spec)
    {
        if (spec.Find(key.QuestionId) is null)
        {
            yield return $"Answer key of question {key.QuestionId}: the exam has no such question.";
        }
        else if (string.IsNullOrWhiteSpace(key.CorrectAnswer))
        {
            yield return $"Answer key of question {key.QuestionId}: correct_answer is empty.";
        }
    }

    private static void Throw(string path, List<string> errors)
    {
        if (errors.Count > 0)
        {
            throw new ExamException(
                ExamErrorKind.Invalid,
                $"{path} was edited and cannot be used; correct these entries, or delete them to have them made anew:\n- {string.Join("\n- ", errors)}");
        }
    }
}
