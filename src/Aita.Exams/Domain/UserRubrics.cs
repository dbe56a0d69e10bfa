using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>Rubrics that the instructor wrote, by question id (<c>rubrics/user_rubrics.json</c>): <c>{"1a":{"total_points":5,"criteria":[...]}}</c>.</summary>
[JsonConverter(typeof(UserRubricsConverter))]
public sealed record UserRubrics
{
    /// <summary>The rubrics in the order of the file, each with its question id.</summary>
    public IReadOnlyList<Rubric> Rubrics { get; init => field = value ?? []; } = [];

    /// <summary>The rubric of that question, or <see langword="null"/>.</summary>
    public Rubric? Find(string questionId) =>
        Rubrics.FirstOrDefault(r => string.Equals(r.QuestionId, questionId, StringComparison.Ordinal));

    /// <summary>Everything that is wrong with these as rubrics of <paramref name="spec"/>, one sentence each; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate(ExamSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var known = string.Join(", ", spec.Questions.Select(q => q.QuestionId));
        return [.. Rubrics.SelectMany(rubric => spec.Find(rubric.QuestionId) is { } question
            ? rubric.Validate(question)
            : [$"Rubric of question {rubric.QuestionId}: the exam has no such question; it has {known}."])];
    }
}
