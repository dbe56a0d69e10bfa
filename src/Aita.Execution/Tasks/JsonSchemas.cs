using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>The response format that asks a model for JSON of a type. One per type, made once.</summary>
internal static partial class JsonSchemas
{
    private const int MaxNameLength = 64;

    private static readonly ConditionalWeakTable<JsonTypeInfo, ChatResponseFormatJson> Formats = [];

    // What providers demand of a schema that they enforce while the model writes.
    private static readonly AIJsonSchemaCreateOptions Strict = new()
    {
        TransformOptions = new() { DisallowAdditionalProperties = true, RequireAllProperties = true, MoveDefaultKeywordToDescription = true },
    };

    /// <summary>The format of a type, with a schema made from the type.</summary>
    public static ChatResponseFormatJson FormatOf(JsonTypeInfo type) => Formats.GetValue(type, static type => FormatOf(
        type, AIJsonUtilities.CreateJsonSchema(type.Type, serializerOptions: type.Options, inferenceOptions: Strict)));

    /// <summary>The format of a type, with a schema that is given.</summary>
    public static ChatResponseFormatJson FormatOf(JsonTypeInfo type, JsonElement schema) =>
        ChatResponseFormat.ForJsonSchema(schema, NameOf(type.Type));

    private static string NameOf(Type type)
    {
        var name = NotInNames().Replace(type.Name, "_");
        return name.Length <= MaxNameLength ? name : name[..MaxNameLength];
    }

    [GeneratedRegex("[^A-Za-z0-9_-]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInNames();
}
