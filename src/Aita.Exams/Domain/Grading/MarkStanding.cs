using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>How far a mark may be relied on; in JSON the snake_case name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MarkStanding>))]
public enum MarkStanding
{
    /// <summary>A machine proposes it, and nothing says yet how often it is right.</summary>
    [JsonStringEnumMemberName("suggested")]
    Suggested,

    /// <summary>A machine gave it, with a confidence above the threshold that a comparison with a teacher's marks has earned.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>A person decided it.</summary>
    [JsonStringEnumMemberName("decided")]
    Decided,
}
