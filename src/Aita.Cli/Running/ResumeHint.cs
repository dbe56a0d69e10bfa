using Aita.Cli.Settings;

namespace Aita.Cli.Running;

/// <summary>The command line to type to go on. Pure.</summary>
internal static class ResumeHint
{
    /// <summary>The same command line, without what would make it start anew.</summary>
    public static string CommandLine(IReadOnlyList<string> arguments, SettingTable settings) =>
        Join(arguments.Where(argument => argument != settings.Resume.OptionName));

    /// <summary>The same for failed tasks alone: what went well is not forced once more.</summary>
    public static string ForFailed(IReadOnlyList<string> arguments, SettingTable settings) =>
        CommandLine([.. arguments.Where(static argument => argument is not ("--force" or "-f"))], settings);

    /// <summary>The same with another spending cap, or without one.</summary>
    public static string WithCap(IReadOnlyList<string> arguments, SettingTable settings, string? cap)
    {
        var name = settings.MaxCost.OptionName!;
        var rest = arguments.Where((argument, i) =>
            argument != name && (i == 0 || arguments[i - 1] != name)
            && !argument.StartsWith(name + "=", StringComparison.Ordinal) && !argument.StartsWith(name + ":", StringComparison.Ordinal));
        return CommandLine([.. rest, .. cap is null ? (string[])[] : [name, cap]], settings);
    }

    private static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote).Prepend("aita"));

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(static c => char.IsLetterOrDigit(c) || "-_./:=,@%+\\".Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
