using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>How the points of one question are earned.</summary>
public sealed record Rubric
{
    /// <summary>The question it belongs to.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The points of the question. Missing or 0 means the sum of its criteria.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal TotalPoints { get => field == 0 ? SumOfPoints : field; init; }

    /// <summary>The criteria in the order in which they are graded.</summary>
    public IReadOnlyList<RubricCriterion> Criteria { get; init => field = value ?? []; } = [];

    /// <summary>Fields of the file that this version does not know; they are written back unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>What the criteria add up to.</summary>
    [JsonIgnore]
    public decimal SumOfPoints => Criteria.Sum(c => c.Points);

    /// <summary>Everything that is wrong with this as the rubric of <paramref name="question"/>, one sentence each; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate(ExamQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var name = $"Rubric of question {question.QuestionId}";
        var errors = new List<string>();
        if (!string.Equals(QuestionId, question.QuestionId, StringComparison.Ordinal))
        {
            errors.Add($"{name}: its question_id is '{QuestionId}'.");
        }

        if (Criteria.Count == 0)
        {
            errors.Add($"{name}: it has no criteria; add at least one.");
            return errors;
        }

        for (var i = 0; i < Criteria.Count; i++)
        {
            if (Criteria[i].Points <= 0)
            {
                errors.Add($"{name}: criterion {i + 1} has {Criteria[i].Points:0.##} points; it must have more than 0.");
            }

            if (string.IsNullOrWhiteSpace(Criteria[i].Description))
            {
                errors.Add($"{name}: criterion {i + 1} has no description.");
            }
        }

        if (Math.Abs(SumOfPoints - TotalPoints) > ExamSpec.PointsTolerance)
        {
            errors.Add($"{name}: the criteria add up to {SumOfPoints:0.##}, but total_points is {TotalPoints:0.##}.");
        }

        if (Math.Abs(TotalPoints - question.Points) > ExamSpec.PointsTolerance)
        {
            errors.Add($"{name}: total_points is {TotalPoints:0.##}, but the question is worth {question.Points:0.##}.");
        }

        return errors;
    }
}
