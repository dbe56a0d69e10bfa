using System.Text.Json;

namespace Aita.Cli.Rendering;

/// <summary>Lists of texts in JSON output.</summary>
internal static class JsonLists
{
    public static void Write(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
