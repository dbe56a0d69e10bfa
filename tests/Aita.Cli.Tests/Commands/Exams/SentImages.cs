using System.Collections.Concurrent;
using System.Text.Json;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

/// <summary>Looks with the simulator's eyes at every image that a simulated provider receives.</summary>
internal sealed class SentImages
{
    private readonly ConcurrentQueue<(bool IsStrip, Sighting Sighting)> _seen = new();

    /// <summary>What the images of the requests for names show.</summary>
    public IReadOnlyList<Sighting> Strips => [.. _seen.Where(image => image.IsStrip).Select(image => image.Sighting)];

    /// <summary>What the images of all other requests show.</summary>
    public IReadOnlyList<Sighting> Others => [.. _seen.Where(image => !image.IsStrip).Select(image => image.Sighting)];

    /// <summary>A fault script that looks and lets pass.</summary>
    public Fault? Look(SimulatedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        var isStrip = body.RootElement.TryGetProperty("response_format", out var format) && format.GetRawText().Contains("is_first_page", StringComparison.Ordinal);
        foreach (var url in UrlsOf(body.RootElement))
        {
            _seen.Enqueue((isStrip, PageCodes.Find(Convert.FromBase64String(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..]))));
        }

        return null;
    }

    private static IEnumerable<string> UrlsOf(JsonElement body) =>
        from message in body.GetProperty("messages").EnumerateArray()
        let content = message.GetProperty("content")
        where content.ValueKind == JsonValueKind.Array
        from part in content.EnumerateArray()
        where part.GetProperty("type").ValueEquals("image_url")
        select part.GetProperty("image_url").GetProperty("url").GetString()!;
}
