using System.Security.Cryptography;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>Every page that came in is somewhere: with one student, or set aside with the reason; its file is there and is still that page.</summary>
internal static class PageChecks
{
    private const string Again = "Run aita ingest again; it keeps what you corrected.";

    private static readonly string[] States = ["assigned", "blank", "duplicate", "unassigned"];

    public static async Task RunAsync(PageManifest manifest, AssignmentFolder folder, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var page in manifest.Pages)
        {
            findings.Look();
            findings.Expect(States.Contains(page.State), folder.IngestManifest, page.State == "waiting" ? $"A page of {page.Source} is still waiting: ingest was not finished." : $"A page of {page.Source} is '{page.State}', which is neither of {string.Join(", ", States)}.", Again);
            findings.Expect(
                !page.IsAssigned || (page is { File: not null, Student: not null, PageNumber: not null }),
                folder.IngestManifest, $"A page of {page.Source} is assigned, but its file, student or page number is missing.", Again);
            if (page.File is { } file)
            {
                await CheckFileAsync(page, Path.GetFullPath(file, folder.Root), findings, cancellationToken).ConfigureAwait(false);
            }
        }

        CheckDoubles(manifest, folder, findings);
        CheckSources(manifest, folder, findings);
        var known = manifest.Pages.Where(page => page.File is not null).Select(page => Path.GetFullPath(page.File!, folder.Root)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in folder.ListStudents().SelectMany(student => student.ListPages()).Where(path => !known.Contains(Path.GetFullPath(path))))
        {
            findings.Add(path, "The page is in a student's folder, but ingest does not know it.", Again);
        }
    }

    private static async Task CheckFileAsync(ManifestPage page, string path, Findings findings, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            findings.Add(path, $"The page of {page.Source} is not there any more.", Again);
            return;
        }

        if (page.Sha256 is { } expected)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)));
            findings.Expect(string.Equals(hash, expected, StringComparison.Ordinal), path, $"The image is not the one that ingest wrote (its hash begins with {hash[..8]} instead of {expected[..Math.Min(8, expected.Length)]}).", "Put the page back, or run aita ingest again.");
        }
    }

    private static void CheckDoubles(PageManifest manifest, AssignmentFolder folder, Findings findings)
    {
        foreach (var same in manifest.Pages.Where(page => page is { IsAssigned: true, Student: not null, PageNumber: not null }).GroupBy(page => (page.Student, page.PageNumber)).Where(group => group.Count() > 1))
        {
            findings.Add(folder.IngestManifest, $"{same.Key.Student} has {same.Count()} images of page {same.Key.PageNumber}: {string.Join(", ", same.Select(page => page.File))}.", "Keep one of them, or say in ingest/unresolved.json whose the other is, and run aita ingest again.");
        }

        foreach (var same in manifest.Pages.Where(page => page.File is not null).GroupBy(page => page.File, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            findings.Add(folder.IngestManifest, $"{same.Key} stands for {same.Count()} pages.", Again);
        }
    }

    /// <summary>As many pages as a scan has are known, and no scan was left out.</summary>
    private static void CheckSources(PageManifest manifest, AssignmentFolder folder, Findings findings)
    {
        foreach (var source in manifest.Sources.Where(source => source.IsUsed))
        {
            var count = manifest.Pages.Count(page => string.Equals(page.Source, source.Path, StringComparison.Ordinal));
            findings.Expect(count == source.Pages, Path.GetFullPath(source.Path, folder.Root), $"The scan has {source.Pages} pages, but {count} are accounted for.", Again);
        }

        if (!Directory.Exists(folder.Scans))
        {
            return;
        }

        var sources = manifest.Sources.Select(source => source.Path).Concat(manifest.Pages.Select(page => page.Source).OfType<string>())
            .Select(source => Path.GetFullPath(source, folder.Root)).ToHashSet(StringComparer.Ordinal);
        foreach (var scan in Directory.EnumerateFiles(folder.Scans, "*", SearchOption.AllDirectories).Where(path => !Path.GetFileName(path).StartsWith('.') && !sources.Contains(Path.GetFullPath(path))))
        {
            findings.Add(scan, "No page of this scan was taken in.", Again);
        }
    }
}
