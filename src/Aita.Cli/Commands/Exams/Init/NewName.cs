using Aita.Cli.Settings;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams.Init;

/// <summary>The name of a new assignment, which is that of its folder. Pure.</summary>
internal static class NewName
{
    /// <summary>The name without spaces around it.</summary>
    /// <exception cref="CliException">It is a path, or no folder can be called so everywhere.</exception>
    public static string Check(string given)
    {
        var name = given.Trim();
        if (string.Equals(name, RunSettings.CostFolder, StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException($"'{name}' is where the costs are kept: choose another name.");
        }

        if (name.Length > 0 && string.Equals(SafeName.Of(name), name, StringComparison.Ordinal))
        {
            return name;
        }

        throw new CliException(LastPart(name) is { } last && !string.Equals(last, name, StringComparison.Ordinal)
            ? $"'{name}' is a path: name the assignment '{last}', and say with --data-dir in which folder it is to be."
            : $"'{name}' cannot be the name of a folder everywhere: use letters, digits, spaces, - and _.");
    }

    /// <summary>What a path ends with, if a folder can be called so.</summary>
    private static string? LastPart(string path)
    {
        var parts = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is [.., var last] && string.Equals(SafeName.Of(last), last, StringComparison.Ordinal) ? last : null;
    }
}
