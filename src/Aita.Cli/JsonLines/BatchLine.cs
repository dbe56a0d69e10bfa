namespace Aita.Cli.JsonLines;

/// <summary>One line of the input: a request, or what is wrong with it.</summary>
internal readonly record struct BatchLine
{
    /// <summary>The caller's name of the request; null when the line has none that can be read.</summary>
    public string? CustomId { get; init; }

    /// <summary>The request body as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The model that the body names; null when it names none.</summary>
    public string? Model { get; init; }

    /// <summary>The most output tokens that the body asks for, in all its answers; null when it does not say.</summary>
    public int? TokenLimit { get; init; }

    /// <summary>Answers that the body asks for (<c>n</c>).</summary>
    public int Answers { get; init; }

    /// <summary>Which of several samples of the same request it is; null when it is not one.</summary>
    public int? SampleIndex { get; init; }

    /// <summary>How long the request takes beside the others, in any unit; null when the line does not say.</summary>
    public double? SizeHint { get; init; }

    /// <summary>What is wrong with the line, as the end of a sentence; null when nothing is.</summary>
    public string? Problem { get; init; }

    public static BatchLine Wrong(string problem, string? customId = null) => new() { CustomId = customId, Problem = problem };
}
