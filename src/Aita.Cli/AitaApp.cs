using System.CommandLine;
using Aita.Cli.Commands;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Cli;

/// <summary>The whole application: what <c>Program</c> and the tests call.</summary>
internal static class AitaApp
{
    /// <summary>Runs one command line.</summary>
    /// <param name="console">Where it reads and writes.</param>
    /// <param name="args">The command line, without <c>aita</c>.</param>
    /// <param name="services">Clock, environment, working directory, requests to stop.</param>
    /// <param name="cancellationToken">Cancelling it is a first request to stop.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        AitaConsole console, IReadOnlyList<string> args, AitaServices services, CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.Register(static state => ((Interrupts)state!).Raise(), services.Interrupts);
        try
        {
            var parsed = CommandTree.Create(new CommandContext(console, services, args)).Parse(args.Count == 0 ? ["--help"] : args);
            if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
            {
                return RefuseUsage(console, parsed);
            }

            var configuration = new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, services.Interrupts.Stopping);
        }
        catch (Exception e)
        {
            return Report(console, services, e);
        }
    }

    private static int RefuseUsage(AitaConsole console, ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens.Count > 0;
        foreach (var error in parsed.Errors.Where(error => !unknown || error.Message.Contains('\'', StringComparison.Ordinal)))
        {
            console.WriteMessage($"error: {error.Message}");
        }

        var path = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
        {
            if (result is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } command)
            {
                path.Insert(0, command.Command.Name);
            }
        }

        console.WriteMessage($"Try '{string.Join(' ', ["aita", .. path, "--help"])}'.");
        return ExitCodes.BadUsage;
    }

    private static int Report(AitaConsole console, AitaServices services, Exception exception)
    {
        var (sentence, code) = exception switch
        {
            CliException e => (e.Message, e.ExitCode),
            ExamException e => (e.Message, ExitCodes.BadUsage),
            LlmException e => (e.Message, ExitCodes.Of(finished: false, failed: true, e.Failure, interrupted: false)),
            IOException or UnauthorizedAccessException => (exception.Message, ExitCodes.BadUsage),
            OperationCanceledException when services.Interrupts.Stopping.IsCancellationRequested => ("Interrupted.", ExitCodes.Interrupted),
            _ => ($"{exception.GetType().Name}: {exception.Message} This is a bug in aita; AITA_DEBUG=1 shows where it happened.", ExitCodes.BadUsage),
        };
        console.WriteMessage($"error: {sentence}");
        if (services.Environment.GetValueOrDefault("AITA_DEBUG") is "1" or "true")
        {
            console.WriteMessage(exception.ToString());
        }

        return code;
    }
}
