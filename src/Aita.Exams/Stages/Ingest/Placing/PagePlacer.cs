using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// Puts page images where they belong. A file that a person moved, renamed, edited or deleted stays as it is; nothing is deleted, and nothing
/// that is not ours is overwritten. One call at a time.
/// </summary>
internal sealed class PagePlacer
{
    private readonly AssignmentFolder _folder;
    private readonly IngestFiles _files;
    private readonly Dictionary<string, IngestedPage> _before;
    private Dictionary<string, string>? _byHash;

    public PagePlacer(AssignmentFolder folder, IngestManifest? before)
    {
        (_folder, _files) = (folder, new IngestFiles(folder));
        _before = (before?.Pages ?? []).DistinctBy(page => page.Id, StringComparer.Ordinal).ToDictionary(page => page.Id, StringComparer.Ordinal);
    }

    /// <summary>What was known of a page before this run, or was placed in it.</summary>
    public IngestedPage? Before(string id) => _before.GetValueOrDefault(id);

    /// <summary>Where the image of a page is now; <see langword="null"/> if it is nowhere.</summary>
    public string? Find(string id, string? hash)
    {
        if (_before.GetValueOrDefault(id) is { } before)
        {
            foreach (var file in new[] { before.File, before.FileBefore }.OfType<string>().Select(_files.Full).Where(File.Exists))
            {
                return file;
            }

            if (before.File is not null && FindByHash(before.FileSha256 ?? hash ?? "") is { } moved)
            {
                return moved;
            }
        }

        return File.Exists(_files.PageFile(id)) ? _files.PageFile(id) : null;
    }

    /// <summary>What a person did to the image of a page since it was placed; <see langword="null"/> if nothing.</summary>
    public async Task<IngestedPage?> PersonsWorkAsync(string id, CancellationToken cancellationToken)
    {
        if (_before.GetValueOrDefault(id) is not { File: { } file, FileSha256: { } written } before || !IsGrouped(_files.Full(file)))
        {
            return null;
        }

        var now = await IngestFiles.HashAsync(_files.Full(file), cancellationToken).ConfigureAwait(false);
        if (now == written)
        {
            return before.ByPerson ? before : null;
        }

        if (now is not null)
        {
            return before with { ByPerson = true, Reasons = ["A person edited its image."] };
        }

        // Written down and not yet moved when the run was stopped.
        if (File.Exists(_files.PageFile(id)) || (before.FileBefore is { } from && await IngestFiles.HashAsync(_files.Full(from), cancellationToken).ConfigureAwait(false) == written))
        {
            return null;
        }

        return FindByHash(written) is { } moved
            ? MovedTo(before, moved)
            : before with
            {
                State = PageState.Unassigned,
                Student = null,
                ExamPage = null,
                ByPerson = true,
                Reasons = [$"A person deleted {file}; it is not made again."],
            };
    }

    /// <summary>Where a placement puts its image.</summary>
    public string TargetOf(Placement placement, string? studentFolder, string sourceName) => placement switch
    {
        { State: PageState.Assigned or PageState.Blank, ExamPage: { } page } when studentFolder is not null =>
            Path.Join(_folder.Student(studentFolder).Pages, $"page_{page:000}.jpg"),
        { State: PageState.Unassigned, Page.IsUsable: true } =>
            Path.Join(_folder.Grouped, StudentFolder.UnassignedPages, SafeName.Of($"{Path.GetFileNameWithoutExtension(sourceName)}_{placement.Page.Id}.jpg")),
        _ => _files.PageFile(placement.Page.Id),
    };

    /// <summary>Whether a file can be written there: nothing is there, or the very image.</summary>
    public static async Task<bool> IsFreeAsync(string target, string hash, CancellationToken cancellationToken) =>
        await IngestFiles.HashAsync(target, cancellationToken).ConfigureAwait(false) is not { } there || there == hash;

    /// <summary>Notes where a page is.</summary>
    public void Note(IngestedPage page) => _before[page.Id] = page;

    /// <summary>Moves the image of a page. A kill at any moment leaves it in one of the two places.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public void Move(string from, string target)
    {
        if (string.Equals(from, target, StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(from, target, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not move {from} to {target}: {exception.Message}", exception);
        }
    }

    private bool IsGrouped(string path) => path.StartsWith(_folder.Grouped + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private IngestedPage MovedTo(IngestedPage before, string moved)
    {
        var student = Path.GetFileName(Path.GetDirectoryName(moved))!;
        var isUnassigned = string.Equals(student, StudentFolder.UnassignedPages, StringComparison.OrdinalIgnoreCase);
        return before with
        {
            State = isUnassigned ? PageState.Unassigned : PageState.Assigned,
            Student = isUnassigned ? null : student,
            ExamPage = isUnassigned ? null : NumberIn(Path.GetFileNameWithoutExtension(moved)) ?? before.ExamPage,
            File = _files.Relative(moved),
            FileBefore = null,
            ByPerson = true,
            Reasons = ["A person moved it there."],
        };
    }

    /// <summary>Images in the students' folders by content: files that a person moved or renamed are found again.</summary>
    private string? FindByHash(string hash)
    {
        _byHash ??= !Directory.Exists(_folder.Grouped)
            ? []
            : Directory.EnumerateFiles(_folder.Grouped, "*", SearchOption.AllDirectories)
                .GroupBy(file => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))), StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        return _byHash.TryGetValue(hash, out var file) && File.Exists(file) ? file : null;
    }

    private static int? NumberIn(string name)
    {
        var digits = string.Concat(name.Reverse().TakeWhile(char.IsAsciiDigit).Reverse());
        return int.TryParse(digits, out var number) && number is > 0 and < 10_000 ? number : null;
    }
}
