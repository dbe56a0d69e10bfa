namespace Aita.Exams.Stages.Exports;

/// <summary>What is filled for Canvas.</summary>
public sealed record CanvasOptions
{
    /// <summary>The gradebook as the teacher exported it; only read.</summary>
    public required string Gradebook { get; init; }

    /// <summary>The assignment's column: its heading, such as <c>Midterm 1 (48213)</c>, its title, or its number.</summary>
    public required string Column { get; init; }
}
