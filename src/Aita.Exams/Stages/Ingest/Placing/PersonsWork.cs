using System.Security.Cryptography;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// What a person did to the images that ingest had placed: moved, renamed, edited or deleted. Found out by content before anything is taken in.
/// Immutable.
/// </summary>
internal sealed class PersonsWork
{
    private readonly Dictionary<string, IngestedPage> _pages;

    private PersonsWork(Dictionary<string, IngestedPage> pages) => _pages = pages;

    /// <summary>The page as the person left it; <see langword="null"/> if nobody touched it.</summary>
    public IngestedPage? Of(string id) => _pages.GetValueOrDefault(id);

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

        foreach (var page in (before?.Pages ?? []).Where(page => page.File?.StartsWith("grouped/", StringComparison.Ordinal) == true))
        {
            var now = await IngestFiles.HashAsync(files.Full(page.File!), cancellationToken).ConfigureAwait(false);
            if (now is null)
            {
                // Written down and not yet moved when the run was stopped: then it is where it was.
                if (page.FileBefore is not { } from || await IngestFiles.HashAsync(files.Full(from), cancellationToken).ConfigureAwait(false) != page.FileSha256)
                {
                    gone.Add(page);
                }
            }
            else if (now != page.FileSha256)
            {
                found[page.Id] = page with { ByPerson = true, FileSha256 = now, FileBefore = null, Reasons = ["A person edited its image."] };
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

        return new PersonsWork(found);
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
