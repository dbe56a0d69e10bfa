namespace Aita.Exams.Workspace;

/// <summary>
/// Keeps commands that change the same files apart, within a process and between processes: whoever holds the lock is the only one. The file
/// stays, empty, when the lock is given back; a process that ends gives it back in any case.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, and waits for it while another has it.</summary>
    /// <param name="path">The file that stands for the lock.</param>
    /// <param name="time">The clock of waiting.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ExamException">Another had it for a minute, or the disk refused.</exception>
    public static async Task<FileLock> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
            }
            catch (IOException) when (time.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Between, time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ExamException(ExamErrorKind.Storage, $"Could not take {path}: {exception.Message} If another aita command is at work on this assignment, wait for it and try again.", exception);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
