using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Aita.Cli.Commands;

/// <summary>The help of a command, followed by its examples.</summary>
internal sealed class ExampleHelp(HelpAction help, IReadOnlyList<(string CommandLine, string Meaning)> overview) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var examples = parseResult.CommandResult.Command is AitaCommand command ? command.Examples : overview;
        output.WriteLine("Examples:");
        foreach (var (commandLine, meaning) in examples)
        {
            output.WriteLine($"  {commandLine}");
            output.WriteLine($"      {meaning}");
        }

        return code;
    }
}
