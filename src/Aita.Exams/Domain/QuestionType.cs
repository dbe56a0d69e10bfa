using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>What kind of answer a question asks for; in JSON the snake_case name. A word not listed here is read as <see cref="ShortAnswer"/>.</summary>
[JsonConverter(typeof(QuestionTypeConverter))]
public enum QuestionType
{
    /// <summary>A few words or one line.</summary>
    ShortAnswer,

    /// <summary>One or more of the printed choices.</summary>
    MultipleChoice,

    /// <summary>Several sentences.</summary>
    LongAnswer,

    /// <summary>A worked calculation or derivation.</summary>
    Calculation,

    /// <summary>A drawing, or the description of one.</summary>
    Diagram,
}
