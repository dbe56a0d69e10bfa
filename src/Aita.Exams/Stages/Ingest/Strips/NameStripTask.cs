using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Exams.Domain;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Asks a model whose name stands on the top strip of a page. The model sees the strip and the prompt: no roster, no file name.</summary>
internal sealed class NameStripTask(string id, string stripFile) : JsonTask<StripReading>(id, NameStripContext.Default.StripReading, StageChat.Precise, Schema)
{
    public const string Prefix = "name-strip/";

    private static readonly JsonElement Schema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "student_name": {"type": "string"},
            "student_id": {"type": "string"},
            "page_number": {"type": "integer", "minimum": 0},
            "is_first_page": {"type": "boolean"},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1}
          },
          "required": ["student_name", "student_id", "page_number", "is_first_page", "confidence"],
          "additionalProperties": false
        }
        """);

    internal static string Prompt { get; } =
        PromptTemplate.Load("name_strip.prompt.md").Render(new Dictionary<string, string?>(StringComparer.Ordinal));

    public override IReadOnlyList<ChatMessage> BuildMessages() => MessagesOf(File.ReadAllBytes(stripFile));

    public override async ValueTask<IReadOnlyList<ChatMessage>> BuildMessagesAsync(CancellationToken cancellationToken) =>
        MessagesOf(await File.ReadAllBytesAsync(stripFile, cancellationToken).ConfigureAwait(false));

    /// <summary>The key of the request: the strip, the prompt, options and model.</summary>
    public string StampOf(string? model) => TaskKey.Compute(BuildMessages(), Options, model);

    protected override IEnumerable<string> Validate(StripReading value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Confidence is not (>= 0 and <= 1))
        {
            yield return $"confidence is {value.Confidence.ToString(CultureInfo.InvariantCulture)}; it must be a number from 0 to 1.";
        }

        if (value.PageNumber is < 0 or > 10_000)
        {
            yield return $"page_number is {value.PageNumber}; it must be the printed page number, or 0 if there is none.";
        }
    }

    private static IReadOnlyList<ChatMessage> MessagesOf(byte[] strip) =>
        [new ChatMessage(ChatRole.User, [new TextContent(Prompt), new DataContent(strip, "image/jpeg")])];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(StripReading))]
internal sealed partial class NameStripContext : JsonSerializerContext;
