namespace Aita.Exams.Stages.Exports;

/// <summary>What was exported. Immutable.</summary>
public sealed record ExportResult
{
    /// <summary>Files written, full paths.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Students whose marks are in the file.</summary>
    public required int Exported { get; init; }

    /// <summary>Excused students among them.</summary>
    public int Excused { get; init; }

    /// <summary>Students left out because an answer waits for a person.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Students whose open answers were counted as 0.</summary>
    public IReadOnlyList<string> CountedOpen { get; init; } = [];

    /// <summary>Students of the exam that the file of the teacher has no row for.</summary>
    public IReadOnlyList<string> UnmatchedStudents { get; init; } = [];

    /// <summary>Rows of the teacher's file that no student of the exam was found for; their cells stay.</summary>
    public IReadOnlyList<string> UnmatchedRows { get; init; } = [];

    /// <summary>What a person should look at, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
