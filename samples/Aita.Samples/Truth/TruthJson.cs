using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Samples;

/// <summary>snake_case and readable letters; one line within images.</summary>
[JsonSerializable(typeof(ExamTruth))]
internal sealed partial class TruthJson : JsonSerializerContext
{
    public static TruthJson Line { get; } = new(Readable(indented: false));

    public static TruthJson File { get; } = new(Readable(indented: true));

    private static JsonSerializerOptions Readable(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = indented,
        NewLine = "\n",
    };
}
