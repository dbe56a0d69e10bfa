using System.Text;

namespace Aita.Cli;

/// <summary>What a run reads from and writes to. The only type that touches <see cref="System.Console"/>.</summary>
internal sealed class AitaConsole
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress and messages.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Answers of a person, when there is one.</summary>
    public required TextReader In { get; init; }

    /// <summary>Opens standard input as bytes.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Opens standard output as bytes.</summary>
    public required Func<Stream> OpenOutput { get; init; }

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal now.</summary>
    public Func<int> ReadWidth { get; init; } = static () => 80;

    /// <summary>Takes a key that a person pressed, without waiting for one; null when there is none.</summary>
    public Func<char?> TryReadKey { get; init; } = static () => null;

    /// <summary>Writes a line of the result.</summary>
    public void WriteResult(string text) => Out.WriteLine(text);

    /// <summary>Writes a line for the person at the console.</summary>
    public void WriteMessage(string text) => Error.WriteLine(text);

    public static AitaConsole OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new AitaConsole
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            OpenInput = Console.OpenStandardInput,
            OpenOutput = Console.OpenStandardOutput,
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            ReadWidth = ReadTerminalWidth,
            TryReadKey = TakeKey,
        };
    }

    private static char? TakeKey() => Foreground.IsThisProcess() && Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : null;

    private static int ReadTerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
