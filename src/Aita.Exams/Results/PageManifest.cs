using System.Text.Json;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>What ingest wrote about every page that came in (<c>ingest/manifest.json</c>), as far as reports and checks need it. Fields that are not there are left out. Immutable.</summary>
/// <param name="Pages">The pages in the order of the file.</param>
internal sealed record PageManifest(IReadOnlyList<ManifestPage> Pages)
{
    /// <summary>The manifest; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static async Task<PageManifest?> TryReadAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var json = await JsonFile.TryReadAsync(folder.IngestManifest, ResultsJsonContext.Readable.JsonDocument, cancellationToken).ConfigureAwait(false);
        if (json is null)
        {
            return null;
        }

        using (json)
        {
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("pages", out var pages) && pages.ValueKind == JsonValueKind.Array
                ? new PageManifest([.. pages.EnumerateArray().Where(static page => page.ValueKind == JsonValueKind.Object).Select(ManifestPage.Of)])
                : throw new ExamException(ExamErrorKind.Malformed, $"The file {folder.IngestManifest} has no list 'pages'; run aita ingest again.");
        }
    }
}

/// <summary>One page that came in. Immutable.</summary>
/// <param name="File">Where it is now, relative to the assignment's folder; <see langword="null"/> when it was not kept.</param>
/// <param name="Source">The scan it comes from.</param>
/// <param name="Sha256">The hash of the file as it was written, lower-case hex; <see langword="null"/> if unknown.</param>
/// <param name="State">Such as <c>assigned</c>, <c>blank</c>, <c>duplicate</c>, <c>unassigned</c>, <c>failed</c>.</param>
/// <param name="Student">The student's folder; <see langword="null"/> if it has none.</param>
/// <param name="PageNumber">The page of the exam; <see langword="null"/> if unknown.</param>
internal sealed record ManifestPage(string? File, string? Source, string? Sha256, string State, string? Student, int? PageNumber)
{
    public bool IsAssigned => State == "assigned";

    public static ManifestPage Of(JsonElement page) => new(
        Text(page, "file"),
        Text(page, "source"),
        Text(page, "sha256")?.ToLowerInvariant(),
        Text(page, "state") ?? "",
        Text(page, "student"),
        page.TryGetProperty("page_number", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) && value > 0 ? value : null);

    private static string? Text(JsonElement page, string name) =>
        page.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
