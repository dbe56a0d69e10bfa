using System.CommandLine;

namespace Aita.Cli.Commands;

/// <summary>Asks a person before something that cannot be undone.</summary>
internal static class Question
{
    /// <summary>Asks; <c>--yes</c> answers.</summary>
    /// <returns>Whether the answer is yes.</returns>
    /// <exception cref="CliException">There is nobody to ask.</exception>
    public static async Task<bool> AskAsync(CommandContext context, ParseResult parsed, string question, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(context.Settings.Yes.Option))
        {
            return true;
        }

        if (!context.Console.InputIsTerminal)
        {
            throw new CliException($"{question} There is no terminal to ask at: give --yes.");
        }

        await context.Console.Error.WriteAsync($"{question} [y/N] ");
        await context.Console.Error.FlushAsync(cancellationToken);
        var answer = await ReadAsync(context.Console, cancellationToken);
        return answer?.Trim() is { } text
            && (text.Equals("y", StringComparison.OrdinalIgnoreCase) || text.Equals("yes", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A console does not stop reading when it is asked to, so it is left behind.</summary>
    private static async Task<string?> ReadAsync(AitaConsole console, CancellationToken cancellationToken)
    {
        var reading = Task.Run(() => console.In.ReadLineAsync(CancellationToken.None).AsTask(), CancellationToken.None);
        try
        {
            return await reading.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            console.WriteMessage(string.Empty);
            throw;
        }
    }
}
