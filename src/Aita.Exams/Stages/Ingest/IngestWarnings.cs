using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>What a person should look at when the pages are placed. Pure.</summary>
internal static class IngestWarnings
{
    private const int Named = 10;

    public static IEnumerable<string> Of(IngestManifest manifest, int open)
    {
        if (open > 0)
        {
            yield return $"{open} {(open == 1 ? "thing waits" : "things wait")} for you in ingest/unresolved.json: write the student there and run ingest again.";
        }

        foreach (var (student, pages) in manifest.MissingPages)
        {
            yield return $"{student} has no page {string.Join(", ", pages)}.";
        }

        if (manifest.StudentsWithoutScans.Count > 0)
        {
            yield return $"On the roster, but without scans: {List(manifest.StudentsWithoutScans)}.";
        }

        if (manifest.UnknownNames.Count > 0)
        {
            yield return $"Scans of nobody on the roster: {List(manifest.UnknownNames)}.";
        }

        foreach (var page in manifest.Pages.Where(page => page is { State: PageState.Assigned, Rotation: 0, IsUpright: false, LooksLike: null, Read: null, StripFile: not null }).Take(Named))
        {
            yield return $"{page.Source}, page {page.PageInFile} was placed without its name strip being read.";
        }
    }

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
