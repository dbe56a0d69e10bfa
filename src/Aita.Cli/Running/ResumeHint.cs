using Aita.Cli.Settings;

namespace Aita.Cli.Running;

/// <summary>The command line to type to go on. Pure.</summary>
internal static class ResumeHint
{
    /// <summary>The same command line, without what would make it start anew.</summary>
    public static string CommandLine(IReadOnlyList<string> arguments, SettingTable settings) =>
        string.Join(' ', ["aita", .. arguments.Where(argument => argument != settings.Resume.OptionName).Select(Quote)]);

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(static c => char.IsLetterOrDigit(c) || "-_./:=,@%+\\".Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
