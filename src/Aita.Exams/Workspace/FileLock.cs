namespace Aita.Exams.Workspace;

/// <summary>
/// Keeps commands that change the same files apart, within a process and between processes: whoever holds the lock is the only one. The file
/// stays, empty, when the lock is given back; a process that ends gives it back in any case.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

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
            catch (IOException exception) when (IsInUse(exception) && time.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Between, time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                var advice = IsInUse(exception) ? "Another aita command is at work on this assignment: wait for it and try again." : "Check the disk and who may write there.";
                throw new ExamException(ExamErrorKind.Storage, $"Could not take {path}: {exception.Message} {advice}", exception);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether another has the file open; the runtime says so by the code of the system (EWOULDBLOCK, or a violation of sharing on Windows).</summary>
    private static bool IsInUse(Exception exception) =>
        exception is IOException && exception.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolation or LockViolation;
}
