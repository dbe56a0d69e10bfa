using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>A run of handwriting on one page that belongs to one question, as the reader saw it. Immutable.</summary>
public sealed record PageBlock
{
    /// <summary>The question it answers; empty when the reader could not tell.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The handwriting word for word.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>Where it stands; <see langword="null"/> when the reader did not say.</summary>
    public PageRegion? Region { get; init; }
}
