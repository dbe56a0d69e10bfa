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
    private readonly Action<string, string> _move;
    private readonly Dictionary<string, IngestedPage> _before;

    public PagePlacer(AssignmentFolder folder, IngestManifest? before, PersonsWork persons, Action<string, string> move)
    {
        (_folder, _files, _move) = (folder, new IngestFiles(folder), move);
        _before = (before?.Pages ?? []).DistinctBy(page => page.Id, StringComparer.Ordinal)
            .ToDictionary(page => page.Id, page => persons.Of(page.Id) ?? persons.UnfinishedOf(page.Id) ?? page with { FileBefore = null, FileBeforeSha256 = null }, StringComparer.Ordinal);
    }

    /// <summary>What was known of a page before this run, or was placed in it.</summary>
    public IngestedPage? Before(string id) => _before.GetValueOrDefault(id);

    /// <summary>Where the image of a page is now; <see langword="null"/> if it is nowhere.</summary>
    public string? Find(string id)
    {
        var before = _before.GetValueOrDefault(id);
        return new[] { before?.File, before?.FileBefore }.OfType<string>().Select(_files.Full).Append(_files.PageFile(id)).FirstOrDefault(File.Exists);
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
            _move(from, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not move {from} to {target}: {exception.Message}", exception);
        }
    }
}
