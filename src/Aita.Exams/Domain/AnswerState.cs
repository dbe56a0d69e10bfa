using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>What is known of a student's answer to a question before it is graded; in JSON the snake_case name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerState>))]
public enum AnswerState
{
    /// <summary>Something was written and read.</summary>
    [JsonStringEnumMemberName("answered")]
    Answered,

    /// <summary>Every page of the question was read, and nothing is written there.</summary>
    [JsonStringEnumMemberName("blank")]
    Blank,

    /// <summary>A page of the question is not among the student's scans, and nothing was found elsewhere.</summary>
    [JsonStringEnumMemberName("missing_page")]
    MissingPage,

    /// <summary>A page of the question could not be read. No answer is known, which is not an empty answer.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
