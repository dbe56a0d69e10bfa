using System.CommandLine;

namespace Aita.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class AitaCommand : Command
{
    public AitaCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>Command lines to copy, each with what it does.</summary>
    public required IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; init; }

    /// <summary>Adds options.</summary>
    public AitaCommand With(params IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            Add(option);
        }

        return this;
    }
}
