using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;
using Aita.Cli.Rendering;

namespace Aita.Cli.Commands;

/// <summary><c>aita version</c>: says which version this is.</summary>
internal static class VersionCommand
{
    public static string Version { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new AitaCommand("version", "Shows the version of aita and of the .NET runtime.")
        {
            Examples = [("aita version", "one line for a person"), ("aita version --json", "the same for a script")],
        }.With(json);
        command.SetAction(parsed => Write(context, parsed.GetValue(json)));
        return command;
    }

    /// <summary>The action of <c>aita --version</c>.</summary>
    public static CommandLineAction CreateAction(CommandContext context) => new VersionAction(context);

    private static int Write(CommandContext context, bool json)
    {
        if (json)
        {
            context.Console.WriteResult(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("version", Version);
                writer.WriteString("runtime", RuntimeInformation.FrameworkDescription);
                writer.WriteString("os", RuntimeInformation.RuntimeIdentifier);
                writer.WriteEndObject();
            }));
        }
        else
        {
            context.Console.WriteResult($"aita {Version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
        }

        return ExitCodes.Success;
    }

    private sealed class VersionAction(CommandContext context) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult) => Write(context, json: false);
    }
}
