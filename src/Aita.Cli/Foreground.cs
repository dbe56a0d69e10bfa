using System.Globalization;

namespace Aita.Cli;

/// <summary>
/// Whether this process may read its terminal. A job in the background that touches it would be stopped by the system, so that
/// <c>aita batch ... &amp;</c> would stand still.
/// </summary>
internal static class Foreground
{
    /// <summary>False where it cannot be known.</summary>
    public static bool IsThisProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            return true; // knows no jobs
        }

        try
        {
            return IsForeground(File.ReadAllText("/proc/self/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads Linux' description of a process (proc_pid_stat(5)): its group is field 5, the one in the foreground of its terminal field 8. Pure.</summary>
    public static bool IsForeground(string stat)
    {
        // Field 2 is the name in parentheses, which may hold blanks and parentheses of its own.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 5
            && int.TryParse(fields[2], NumberStyles.Integer, CultureInfo.InvariantCulture, out var group)
            && int.TryParse(fields[5], NumberStyles.Integer, CultureInfo.InvariantCulture, out var foreground)
            && group == foreground;
    }
}
