using System.Text;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>The role and the texts of a message; images are left out.</summary>
internal sealed record PromptMessage(string Role, string Text)
{
    public bool IsAssistant => Role == "assistant";

    public static IReadOnlyList<PromptMessage> ReadAll(ChatRequest request) => [.. request.Messages.Select(message => Read(request.Bytes(message.Json)))];

    private static PromptMessage Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var message = JsonElement.ParseValue(ref reader);
        var text = new StringBuilder();
        if (message.TryGetProperty("content"u8, out var content))
        {
            if (content.ValueKind == JsonValueKind.String)
            {
                text.Append(content.GetString());
            }
            else if (content.ValueKind == JsonValueKind.Array)
            {
                text.AppendJoin('\n', content.EnumerateArray().Select(TextOf).OfType<string>());
            }
        }

        return new PromptMessage(message.GetProperty("role"u8).GetString()!, text.ToString());
    }

    private static string? TextOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text"u8, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
