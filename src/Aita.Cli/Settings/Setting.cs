using System.CommandLine;

namespace Aita.Cli.Settings;

/// <summary>One setting: its option, its environment variable, its default, and what to do when its value is wrong.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
internal sealed class Setting<T>
{
    /// <summary>Name of the option, such as <c>--workers</c>; null when there is none.</summary>
    public string? OptionName { get; init; }

    /// <summary>A short name of the option; null when there is none.</summary>
    public string? ShortName { get; init; }

    /// <summary>What stands for the value in the help.</summary>
    public string ValueName { get; init; } = "VALUE";

    /// <summary>The environment variable; null when there is none.</summary>
    public string? Variable { get; init; }

    /// <summary>The value when none is given.</summary>
    public required T Default { get; init; }

    /// <summary>The default in words, for the help.</summary>
    public required string DefaultText { get; init; }

    /// <summary>Reads the text.</summary>
    public required TryRead<T> TryRead { get; init; }

    /// <summary>What to do about a wrong value: "use ...".</summary>
    public required string Advice { get; init; }

    /// <summary>What the setting means.</summary>
    public required string Description { get; init; }

    /// <summary>True to keep the value out of messages.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The option of the command line; null when there is none.</summary>
    public Option<string?>? Option => field ??= CreateOption();

    /// <summary>The value in force. A wrong one is added to <paramref name="errors"/>.</summary>
    public T Resolve(SettingSources sources, ICollection<string> errors)
    {
        if (sources.Find(Option, Variable) is not { } found)
        {
            return Default;
        }

        if (TryRead(found.Text, out var value))
        {
            return value;
        }

        errors.Add($"{found.Source} is {(IsSecret ? "not usable" : $"'{found.Text}'")}: {Advice}.");
        return Default;
    }

    private Option<string?>? CreateOption()
    {
        if (OptionName is null)
        {
            return null;
        }

        var where = Variable is null ? string.Empty : $"{Variable}; ";
        var option = new Option<string?>(OptionName)
        {
            Description = $"{Description} [{where}default: {DefaultText}]",
            HelpName = ValueName,
            Arity = ArgumentArity.ExactlyOne,
        };
        if (ShortName is not null)
        {
            option.Aliases.Add(ShortName);
        }

        return option;
    }
}
