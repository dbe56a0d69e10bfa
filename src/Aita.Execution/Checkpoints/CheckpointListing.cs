namespace Aita.Execution;

/// <summary>The checkpoint files of a folder, and how one is deleted.</summary>
internal static class CheckpointListing
{
    public static IReadOnlyList<CheckpointInfo> List(string directory) =>
        !Directory.Exists(directory) ? [] : [.. new DirectoryInfo(directory)
            .EnumerateFiles(CheckpointName.Pattern)
            .Select(file => (File: file, Name: CheckpointName.Parse(file.Name)))
            .Where(entry => entry.Name is not null)
            .OrderByDescending(entry => entry.Name!.Age)
            .ThenBy(entry => entry.File.Name, StringComparer.Ordinal)
            .Select(entry => Describe(entry.File, entry.Name!))
            .OfType<CheckpointInfo>()];

    /// <summary>Deletes a file while it is locked, so that no run can begin on it meanwhile.</summary>
    /// <returns>False when it is in use.</returns>
    public static bool TryDelete(string path, bool dryRun)
    {
        using var handle = CheckpointOpening.TryOpen(
            path, FileAccess.ReadWrite, FileShare.None, dryRun ? FileOptions.None : FileOptions.DeleteOnClose);
        return handle is not null;
    }

    private static CheckpointInfo? Describe(FileInfo file, CheckpointName name) =>
        CheckpointOpening.ReadHeader(file.FullName, out var header) switch
        {
            HeaderState.Valid => new(file.FullName, header!.Name, header.CreatedAt, file.Length, IsInUse: false),
            HeaderState.Torn => new(file.FullName, name.Safe, name.CreatedAt, file.Length, IsInUse: false),
            null => new(file.FullName, name.Safe, name.CreatedAt, file.Length, IsInUse: true),
            _ => null,
        };
}
