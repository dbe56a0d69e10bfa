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
        var answer = await context.Console.In.ReadLineAsync(cancellationToken);
        return answer?.Trim() is { } text
            && (text.Equals("y", StringComparison.OrdinalIgnoreCase) || text.Equals("yes", StringComparison.OrdinalIgnoreCase));
    }
}
