using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>A file for the time of one run that leaves nothing behind, not even when the process is killed.</summary>
internal static class TemporaryFile
{
    /// <summary>Makes one in the folder of another file, where there is room for that one too; the folder for temporary files may be in memory.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static SafeFileHandle CreateBeside(string path)
    {
        var name = $"{path}.{Path.GetRandomFileName()}.tmp";
        var handle = File.OpenHandle(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            Unname(name);
        }

        return handle;
    }

    // Elsewhere than on Windows, the system does not delete the file of a killed process, but one that is open needs no name.
    private static void Unname(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file system that does not allow it: deleted when it is closed.
        }
    }
}
