using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>One thing that earns points.</summary>
public sealed record RubricCriterion
{
    /// <summary>What meeting it in full earns.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal Points { get; init; }

    /// <summary>What the answer must show.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>Examples of answers that meet it.</summary>
    [JsonConverter(typeof(LenientTextListConverter))]
    public IReadOnlyList<string> Examples { get; init => field = value ?? []; } = [];

    /// <summary>Fields of the file that this version does not know; they are written back unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
