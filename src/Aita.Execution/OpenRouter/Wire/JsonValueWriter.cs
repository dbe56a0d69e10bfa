using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aita.Execution;

/// <summary>Writes values of <c>ChatOptions.AdditionalProperties</c> without reflection.</summary>
internal static class JsonValueWriter
{
    public static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case JsonNode node:
                node.WriteTo(writer);
                break;
            case IEnumerable<KeyValuePair<string, object?>> fields:
                writer.WriteStartObject();
                foreach (var (key, item) in fields)
                {
                    writer.WritePropertyName(key);
                    Write(writer, name, item);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, name, item);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new LlmException(
                    FailureKind.Rejected,
                    $"ChatOptions.AdditionalProperties['{name}'] holds a {value.GetType().Name}: use text, numbers, true or false, null, JsonNode, JsonElement, or lists and dictionaries of them.");
        }
    }
}
