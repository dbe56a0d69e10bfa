using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>How this stage reads answers and writes its files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GradingAnswer))]
[JsonSerializable(typeof(StudentGradings))]
[JsonSerializable(typeof(GradeDecision))]
[JsonSerializable(typeof(QuestionGrade))]
[JsonSerializable(typeof(StudentGrades))]
[JsonSerializable(typeof(ReviewPolicy))]
[JsonSerializable(typeof(GradeSummaryFile))]
[JsonSerializable(typeof(ClassSummaryFile))]
[JsonSerializable(typeof(DistributionFile))]
[JsonSerializable(typeof(ReviewQueueFile))]
[JsonSerializable(typeof(CalibrationReport))]
internal sealed partial class GradingJsonContext : JsonSerializerContext
{
    /// <summary>For files that people read.</summary>
    public static GradingJsonContext Readable { get; } = new(OptionsOf(indented: true));

    /// <summary>For files of one line an entry.</summary>
    public static GradingJsonContext Lines { get; } = new(OptionsOf(indented: false));

    private static JsonSerializerOptions OptionsOf(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        WriteIndented = indented,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
