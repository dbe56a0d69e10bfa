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

        output.WriteLine();
        output.WriteLine("Exit codes: 0 all succeeded; 1 bad usage, input or configuration; 2 finished, some tasks failed; 3 stopped by the spending cap;");
        var resumes = parseResult.CommandResult.Command.Options.Any(static option => option.Name == "--no-resume")
            ? " After 2, 3, 4 and 130 the same command resumes."
            : string.Empty;
        output.WriteLine($"4 refused by the provider (key, credit, model); 130 interrupted.{resumes}");

        return code;
    }
}
