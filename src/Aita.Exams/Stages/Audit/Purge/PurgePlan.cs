using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>What is to be removed of an assignment. Nothing is removed before <see cref="RemoveAsync"/>. Immutable.</summary>
public sealed class PurgePlan
{
    private PurgePlan(AssignmentFolder folder, IReadOnlyList<string> files, IReadOnlyList<string> kept) => (Folder, Files, Kept) = (folder, files, kept);

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>The files that go, as full paths.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Files of a person that stay in the folders that are emptied.</summary>
    public IReadOnlyList<string> Kept { get; }

    /// <summary>Looks for the files. Links to folders are not followed.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="scope">How much goes.</param>
    /// <param name="checkpoints">The assignment's checkpoint files, which are outside of its folder; they go unless <paramref name="scope"/> is <see cref="PurgeScope.Derived"/>.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="ExamException">A record of what a stage wrote is malformed.</exception>
    public static async Task<PurgePlan> ReadAsync(
        AssignmentFolder folder, PurgeScope scope, IReadOnlyList<string>? checkpoints = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        List<string> roots = [folder.TranscriptionResults, folder.GradingResults, folder.Reports, folder.Exports];
        List<string> files = [];
        if (scope != PurgeScope.Derived)
        {
            files.AddRange(File.Exists(folder.Students) ? [folder.Students] : []);
            files.AddRange(checkpoints ?? []);
        }

        if (scope == PurgeScope.Everything)
        {
            roots.AddRange([folder.Scans, folder.Grouped, folder.BlankExam, folder.RubricFolder, folder.In("results"), folder.In("ingest")]);
            files.AddRange(File.Exists(folder.Roster) ? [folder.Roster] : []);
        }

        var all = roots.SelectMany(FilesOf).ToList();
        var kept = scope == PurgeScope.Everything ? [] : await PersonsWork.FindAsync(folder, all, cancellationToken).ConfigureAwait(false);
        return new PurgePlan(folder, [.. files.Concat(all.Except(kept, StringComparer.Ordinal)).Order(StringComparer.Ordinal)], [.. kept.Order(StringComparer.Ordinal)]);
    }

    /// <summary>Removes the files, and folders that are empty then.</summary>
    /// <returns>How many files were removed.</returns>
    /// <exception cref="ExamException">The disk refused; the message says how many files were removed before.</exception>
    public Task<int> RemoveAsync(CancellationToken cancellationToken = default)
    {
        var removed = 0;
        try
        {
            foreach (var file in Files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                File.Delete(file);
                removed++;
            }

            foreach (var directory in Files.Select(Path.GetDirectoryName).OfType<string>().Distinct(StringComparer.Ordinal).OrderByDescending(path => path.Length))
            {
                RemoveEmpty(directory);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Removing stopped after {removed} of {Files.Count} files: {exception.Message} Close programs that use the files, and run it again.", exception);
        }

        return Task.FromResult(removed);
    }

    /// <summary>Goes up from a folder as long as it is empty and within the assignment.</summary>
    private void RemoveEmpty(string directory)
    {
        for (var at = directory;
            at.StartsWith(Folder.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Directory.Exists(at) && !Directory.EnumerateFileSystemEntries(at).Any();
            at = Path.GetDirectoryName(at)!)
        {
            Directory.Delete(at);
        }
    }

    private static IEnumerable<string> FilesOf(string root) => !Directory.Exists(root) || File.GetAttributes(root).HasFlag(FileAttributes.ReparsePoint)
        ? []
        : Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });
}

/// <summary>How much is removed.</summary>
public enum PurgeScope
{
    /// <summary>What was read, graded, reported and exported; a person's decisions and corrections stay.</summary>
    Derived,

    /// <summary>Also checkpoints, and the register that says which pseudonym is whom.</summary>
    All,

    /// <summary>Also scans, pages, roster, exam, rubrics, and what persons decided: nothing of the assignment is left.</summary>
    Everything,
}
