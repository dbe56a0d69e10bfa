using System.CommandLine;

namespace Aita.Cli.Settings;

/// <summary>Where settings come from, in this order: option, environment, <c>.env</c>. An empty text counts as not given.</summary>
/// <param name="Command">The parsed command line.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="DotEnv">Variables of the <c>.env</c> file in the working directory.</param>
internal sealed record SettingSources(
    ParseResult Command, IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, string> DotEnv)
{
    /// <summary>Finds the text of a setting.</summary>
    /// <returns>The text and where it was found, for messages; null when it was not given.</returns>
    public (string Text, string Source)? Find(Option<string?>? option, string? variable)
    {
        if (option is not null && Command.GetResult(option) is { Implicit: false } && Command.GetValue(option) is { } given)
        {
            return (given, option.Name);
        }

        return FindVariable(variable);
    }

    /// <summary>Finds the text of a variable.</summary>
    public (string Text, string Source)? FindVariable(string? variable)
    {
        if (variable is null)
        {
            return null;
        }

        if (Environment.TryGetValue(variable, out var text) && !string.IsNullOrWhiteSpace(text))
        {
            return (text.Trim(), variable);
        }

        return DotEnv.TryGetValue(variable, out text) && !string.IsNullOrWhiteSpace(text) ? (text.Trim(), $"{variable} in .env") : null;
    }
}
