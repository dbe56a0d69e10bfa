using System.Text.Json;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>
/// What ingest wrote about every page that came in (<c>ingest/manifest.json</c>), as far as reports and checks need it. It is read field by
/// field and not by the types of ingest: a check of its work must not believe it. Immutable.
/// </summary>
/// <param name="Sources">The scans that were taken in, with the pages each has.</param>
/// <param name="Pages">The pages in the order of the file.</param>
/// <param name="StudentsWithoutScans">Students on the roster of whom there is no page.</param>
internal sealed record PageManifest(IReadOnlyList<ManifestSource> Sources, IReadOnlyList<ManifestPage> Pages, IReadOnlyList<string> StudentsWithoutScans)
{
    /// <summary>The manifest; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static async Task<PageManifest?> TryReadAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var json = await JsonFile.TryReadAsync(folder.IngestManifest, ResultsJsonContext.Readable.JsonDocument, cancellationToken).ConfigureAwait(false);
        using (json)
        {
            return json?.RootElement switch
            {
                null => null,
                { ValueKind: JsonValueKind.Object } root when root.TryGetProperty("pages", out var pages) && pages.ValueKind == JsonValueKind.Array => new PageManifest(
                    [.. Objects(root, "sources").Select(ManifestSource.Of)],
                    [.. Objects(root, "pages").Select(ManifestPage.Of)],
                    [.. List(root, "students_without_scans").Where(static name => name.ValueKind == JsonValueKind.String).Select(static name => name.GetString()!)]),
                _ => throw new ExamException(ExamErrorKind.Malformed, $"The file {folder.IngestManifest} has no list 'pages'; run aita ingest again."),
            };
        }
    }

    internal static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    internal static int? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number : null;

    private static JsonElement.ArrayEnumerator List(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static IEnumerable<JsonElement> Objects(JsonElement root, string name) => List(root, name).Where(static item => item.ValueKind == JsonValueKind.Object);
}

/// <summary>A scan that was taken in. Immutable.</summary>
/// <param name="Path">The file, relative to the assignment's folder if it is in it.</param>
/// <param name="Pages">How many pages it has.</param>
/// <param name="IsUsed">Whether its pages were taken in: it can be read, and is not the same as another one.</param>
internal sealed record ManifestSource(string Path, int Pages, bool IsUsed)
{
    public static ManifestSource Of(JsonElement source) => new(
        PageManifest.Text(source, "path") ?? "",
        PageManifest.Number(source, "pages") ?? 0,
        PageManifest.Text(source, "same_as") is null && PageManifest.Text(source, "error") is null);
}

/// <summary>One page that came in. Immutable.</summary>
/// <param name="File">Where its image is now, relative to the assignment's folder; <see langword="null"/> when it was not kept.</param>
/// <param name="Source">The scan it comes from.</param>
/// <param name="Sha256">The hash of the image's file as it was written, lower-case hex; <see langword="null"/> if unknown.</param>
/// <param name="State">Such as <c>assigned</c>, <c>blank</c>, <c>duplicate</c>, <c>unassigned</c>.</param>
/// <param name="Student">The student's folder; <see langword="null"/> if it has none.</param>
/// <param name="PageNumber">The page of the exam; <see langword="null"/> if unknown.</param>
internal sealed record ManifestPage(string? File, string? Source, string? Sha256, string State, string? Student, int? PageNumber)
{
    public bool IsAssigned => State == "assigned";

    public static ManifestPage Of(JsonElement page) => new(
        PageManifest.Text(page, "file"),
        PageManifest.Text(page, "source"),
        PageManifest.Text(page, "file_sha256")?.ToLowerInvariant(),
        PageManifest.Text(page, "state") ?? "",
        PageManifest.Text(page, "student"),
        PageManifest.Number(page, "exam_page"));
}
