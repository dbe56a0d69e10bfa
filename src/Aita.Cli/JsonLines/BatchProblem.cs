namespace Aita.Cli.JsonLines;

/// <summary>A line of the input that cannot be run.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="CustomId">Its id, when it can be read.</param>
/// <param name="Code">What kind of problem it is, for a program.</param>
/// <param name="Message">What is wrong, for a person.</param>
internal sealed record BatchProblem(BatchPlace Place, string? CustomId, string Code, string Message);
