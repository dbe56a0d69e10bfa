namespace Aita.Cli;

/// <summary>Bad usage, input or configuration: its message is all that a person gets to see, so it says what to do.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.BadUsage, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
