using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Results;

/// <summary>Files of other stages that are read as they come.</summary>
[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class ResultsJsonContext : JsonSerializerContext
{
    public static ResultsJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    });
}
