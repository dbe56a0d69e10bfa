using System.Text.Json;

namespace Aita.Simulator;

/// <summary>What the simulator knows of the page in one image.</summary>
/// <param name="Truth">The truth of what can be seen: without name and id when the name strip cannot; null when nothing is known.</param>
/// <param name="HasHead">True when the name strip can be seen.</param>
/// <param name="HasBody">True when the rest of the page can be seen.</param>
/// <param name="Upright">False when the page stands on its head or on its side.</param>
/// <param name="Blank">True when nothing at all is written or printed there.</param>
internal sealed record SeenPage(JsonElement? Truth, bool HasHead, bool HasBody, bool Upright, bool Blank)
{
    public static SeenPage Unknown { get; } = new(null, false, false, true, false);

    /// <summary>The truth in its usual form; empty when nothing is known.</summary>
    public TruthPage Page => Truth is { } truth ? SimulatedTruth.ReadPage(truth) : new TruthPage();

    /// <summary>A page whose whole truth came with the file.</summary>
    public static SeenPage OfComment(JsonElement? truth) => truth is null ? Unknown : new SeenPage(truth, true, true, true, false);

    /// <summary>Only what the visible parts of the page say.</summary>
    public static SeenPage Of(Sighting sighting, SimulatedTruth truth)
    {
        var head = sighting.Head is { } strip ? truth.FindPage(strip) : null;
        var body = sighting.Foot is { } foot ? truth.FindPage(foot) : null;
        if (head is null && body is null)
        {
            return Unknown with { Blank = sighting.Blank };
        }

        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Copy(body, json, property => property is not ("student" or "student_id"));
            Copy(head, json, property => property is "student" or "student_id" || (body is null && property is ("page" or "exam")));
            json.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.Written.Span);
        return new SeenPage(JsonElement.ParseValue(ref reader), head is not null, body is not null, sighting.Upright, false);
    }

    private static void Copy(JsonElement? page, Utf8JsonWriter json, Predicate<string> wanted)
    {
        foreach (var property in page?.EnumerateObject().Where(property => wanted(property.Name)) ?? [])
        {
            property.WriteTo(json);
        }
    }
}
