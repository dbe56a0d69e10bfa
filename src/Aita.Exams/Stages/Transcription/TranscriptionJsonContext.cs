using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Stages.Transcription;

/// <summary>How this stage reads answers and writes its summary.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PageReading))]
[JsonSerializable(typeof(TranscriptionSummary))]
internal sealed partial class TranscriptionJsonContext : JsonSerializerContext
{
    /// <summary>The context to use everywhere.</summary>
    public static TranscriptionJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
