using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>What one criterion of a rubric earned, with the evidence. Immutable.</summary>
public sealed record CriterionGrade
{
    /// <summary>The criterion's place in the rubric, from 1.</summary>
    public int Criterion { get; init; }

    /// <summary>What the criterion asks for, as in the rubric when it was graded.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>Points earned, 0 to <see cref="PointsPossible"/>.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal PointsEarned { get; init; }

    /// <summary>What the criterion is worth.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal PointsPossible { get; init; }

    /// <summary>The words of the student that show it, checked to be in the transcription; empty when nothing does.</summary>
    public string Quote { get; init => field = value ?? ""; } = "";

    /// <summary>Why these points.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";
}
