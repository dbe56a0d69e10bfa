using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Privacy;

/// <summary>What is read here of the manifest of ingest: the file of each page and its name strip. Whatever else it holds is passed over.</summary>
internal sealed record StripManifest
{
    public IReadOnlyList<StripManifestPage> Pages { get; init => field = value ?? []; } = [];
}

/// <summary>One page of the manifest.</summary>
internal sealed record StripManifestPage
{
    /// <summary>Relative to the folder of the students.</summary>
    public string? File { get; init; }

    /// <summary>The sides of the strip in thousandths of the upright page.</summary>
    public JsonElement Strip { get; init; }

    /// <summary>Whether it is known to stand upright.</summary>
    public bool IsUpright { get; init; }

    /// <summary>Whether it is known that it does not lie on its side.</summary>
    public bool IsLevel { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StripManifest))]
internal sealed partial class StripManifestContext : JsonSerializerContext;
