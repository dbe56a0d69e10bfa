using System.CommandLine;

namespace Aita.Cli.Settings;

/// <summary>A setting that is on or off: an option without a value, and an optional environment variable with <c>true</c> or <c>false</c>.</summary>
internal sealed class FlagSetting
{
    public required string OptionName { get; init; }

    public string? ShortName { get; init; }

    /// <summary>The environment variable; null when there is none.</summary>
    public string? Variable { get; init; }

    /// <summary>The value when the option is given.</summary>
    public bool ValueWhenGiven { get; init; }

    public required bool Default { get; init; }

    public required string Description { get; init; }

    /// <summary>The option of the command line.</summary>
    public Option<bool> Option => field ??= CreateOption();

    /// <summary>The value in force. A wrong one is added to <paramref name="errors"/>.</summary>
    public bool Resolve(SettingSources sources, ICollection<string> errors)
    {
        if (sources.Command.GetResult(Option) is not null && sources.Command.GetValue(Option))
        {
            return ValueWhenGiven;
        }

        if (sources.FindVariable(Variable) is not { } found)
        {
            return Default;
        }

        if (SettingValues.YesOrNo(found.Text, out var value))
        {
            return value;
        }

        errors.Add($"{found.Source} is '{found.Text}': use true or false.");
        return Default;
    }

    private Option<bool> CreateOption()
    {
        var option = new Option<bool>(OptionName)
        {
            Description = Variable is null ? Description : $"{Description} [{Variable}={(ValueWhenGiven ? "true" : "false")}]",
            Arity = ArgumentArity.Zero,
        };
        if (ShortName is not null)
        {
            option.Aliases.Add(ShortName);
        }

        return option;
    }
}
