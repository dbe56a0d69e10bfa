using System.Security.Cryptography;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// What a person did to the images that ingest had placed: moved, renamed, edited or deleted. Found out by content before anything is taken in,
/// and told from moves that a run was stopped in. Immutable.
/// </summary>
internal sealed class PersonsWork
{
    private readonly Dictionary<string, IngestedPage> _pages;
    private readonly Dictionary<string, IngestedPage> _unfinished;
    private readonly HashSet<string> _foreign;

    private PersonsWork(Dictionary<string, IngestedPage> pages, Dictionary<string, IngestedPage> unfinished, HashSet<string> foreign) =>
        (_pages, _unfinished, _foreign) = (pages, unfinished, foreign);

    /// <summary>The page as the person left it; <see langword="null"/> if nobody touched it.</summary>
    public IngestedPage? Of(string id) => _pages.GetValueOrDefault(id);

    /// <summary>The page with the file where its image is now, if a run was stopped while it was moved; <see langword="null"/> if it is where it belongs.</summary>
    public IngestedPage? UnfinishedOf(string id) => _unfinished.GetValueOrDefault(id);

    /// <summary>Whether what lies in the place of a page is no image that ingest has written.</summary>
    /// <param name="file">Relative to the assignment's folder.</param>
    public bool IsForeign(string file) => _foreign.Contains(file);

    /// <summary>Compares the students' folders with what was written there.</summary>
    /// <exception cref="ExamException">A file could not be read.</exception>
    public static async Task<PersonsWork> ReadAsync(AssignmentFolder folder, IngestManifest? before, CancellationToken cancellationToken)
    {
        var files = new IngestFiles(folder);
        var found = new Dictionary<string, IngestedPage>(StringComparer.Ordinal);
        var gone = new List<IngestedPage>();
        foreach (var page in (before?.Pages ?? []).Where(page => page is { File: null, ByPerson: true }))
        {
            found[page.Id] = page;
        }

        var unfinished = new Dictionary<string, IngestedPage>(StringComparer.Ordinal);
        var foreign = new HashSet<string>(StringComparer.Ordinal);
        var written = (before?.Pages ?? []).SelectMany(page => new[] { page.FileSha256, page.FileBeforeSha256 }).ToHashSet(StringComparer.Ordinal);
        var places = (before?.Pages ?? []).Select(page => page.File).ToHashSet(StringComparer.Ordinal);
        foreach (var page in (before?.Pages ?? []).Where(page => page.File is not null && (IsPlaced(page) || page.FileBefore is not null)))
        {
            var now = await IngestFiles.HashAsync(files.Full(page.File!), cancellationToken).ConfigureAwait(false);
            if (now is not null && !written.Contains(now))
            {
                foreign.Add(page.File!);
            }

            if (await UnfinishedAsync(page, now, files, places, cancellationToken).ConfigureAwait(false) is { } file)
            {
                unfinished[page.Id] = page with { File = file, FileBefore = null };
            }
            else if (!IsPlaced(page))
            {
                continue;
            }
            else if (now is null)
            {
                gone.Add(page);
            }
            else if (now != page.FileSha256)
            {
                found[page.Id] = page with { ByPerson = true, FileSha256 = now, FileBefore = null, FileBeforeSha256 = null, Reasons = ["A person edited its image."] };
            }
            else if (page.ByPerson)
            {
                found[page.Id] = page;
            }
        }

        if (gone.Count > 0)
        {
            var elsewhere = await ByContentAsync(folder, cancellationToken).ConfigureAwait(false);
            foreach (var page in gone)
            {
                found[page.Id] = elsewhere.TryGetValue(page.FileSha256 ?? "", out var file) ? Moved(page, file, files) : Deleted(page);
            }
        }

        return new PersonsWork(found, unfinished, foreign);
    }

    private static bool IsPlaced(IngestedPage page) => page.File!.StartsWith("grouped/", StringComparison.Ordinal);

    /// <summary>
    /// Where the image of a page is that was written down and not moved yet when a run was stopped: where it was, or set aside for another one;
    /// or where its old image is, if that was not removed yet. <see langword="null"/> if the move was completed, or none was begun.
    /// </summary>
    private static async Task<string?> UnfinishedAsync(
        IngestedPage page, string? now, IngestFiles files, HashSet<string?> places, CancellationToken cancellationToken)
    {
        if (page is not { FileBefore: { } before, FileSha256: { } image, ByPerson: false } || (now == image && IsPlaced(page)))
        {
            return null;
        }

        var there = await IngestFiles.HashAsync(files.Full(before), cancellationToken).ConfigureAwait(false);
        var isOldThere = there is not null && there == (page.FileBeforeSha256 ?? image) && !places.Contains(before);
        if (now == image || there == image)
        {
            return now != image || isOldThere ? before : null;
        }

        var aside = files.PageFile(page.Id);
        return await IngestFiles.HashAsync(aside, cancellationToken).ConfigureAwait(false) != image ? null : isOldThere ? before : files.Relative(aside);
    }

    private static IngestedPage Moved(IngestedPage page, string file, IngestFiles files)
    {
        var student = Path.GetFileName(Path.GetDirectoryName(file))!;
        var isUnassigned = string.Equals(student, StudentFolder.UnassignedPages, StringComparison.OrdinalIgnoreCase);
        return page with
        {
            State = isUnassigned ? PageState.Unassigned : PageState.Assigned,
            Student = isUnassigned ? null : student,
            ExamPage = isUnassigned ? null : NumberIn(Path.GetFileNameWithoutExtension(file)) ?? page.ExamPage,
            File = files.Relative(file),
            FileBefore = null,
            FileBeforeSha256 = null,
            ByPerson = true,
            Reasons = ["A person moved it there."],
        };
    }

    private static IngestedPage Deleted(IngestedPage page) => page with
    {
        State = PageState.Unassigned,
        Student = null,
        ExamPage = null,
        File = null,
        FileBefore = null,
        FileBeforeSha256 = null,
        ByPerson = true,
        Reasons = [$"A person deleted {page.File}; it is not made again."],
    };

    private static async Task<Dictionary<string, string>> ByContentAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.Exists(folder.Grouped) ? Directory.EnumerateFiles(folder.Grouped, "*", SearchOption.AllDirectories) : [])
        {
            files.TryAdd(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false))), file);
        }

        return files;
    }

    private static int? NumberIn(string name)
    {
        var digits = string.Concat(name.Reverse().TakeWhile(char.IsAsciiDigit).Reverse());
        return int.TryParse(digits, out var number) && number is > 0 and < 10_000 ? number : null;
    }
}
