namespace Aita.Cli.JsonLines;

/// <summary>Where a request stands.</summary>
/// <param name="Index">Its place among the lines that are not blank, from 0: its place in the output.</param>
/// <param name="Line">Its line in the input, from 1.</param>
internal sealed record BatchPlace(long Index, long Line);
