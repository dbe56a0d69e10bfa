using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>Who gave a mark; in JSON the snake_case name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MarkSource>))]
public enum MarkSource
{
    /// <summary>A model, checked by code. Suggested until a person or a calibrated threshold accepts it.</summary>
    [JsonStringEnumMemberName("model")]
    Model,

    /// <summary>A rule, such as zero for a page on which nothing is written.</summary>
    [JsonStringEnumMemberName("rule")]
    Rule,

    /// <summary>A person. Wins over everything else and survives every re-run.</summary>
    [JsonStringEnumMemberName("person")]
    Person,
}
