using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>Where the grade of one answer stands; in JSON the snake_case name. Only a mark of <see cref="Graded"/> and <see cref="Blank"/> counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GradeState>))]
public enum GradeState
{
    /// <summary>Every criterion has points that were checked, by a model or by a person.</summary>
    [JsonStringEnumMemberName("graded")]
    Graded,

    /// <summary>A person must look at it; the reasons say why. Points a model proposed do not count.</summary>
    [JsonStringEnumMemberName("needs_review")]
    NeedsReview,

    /// <summary>A machine failed: there is no mark, and it is not zero.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Nothing was written on a page that was read: zero points.</summary>
    [JsonStringEnumMemberName("blank")]
    Blank,

    /// <summary>The page is not among the scans: there is no mark.</summary>
    [JsonStringEnumMemberName("missing_page")]
    MissingPage,

    /// <summary>A person excused the student from the question.</summary>
    [JsonStringEnumMemberName("excused")]
    Excused,
}
