namespace Aita.Exams.Stages.Exports;

/// <summary>What all exports have in common.</summary>
public sealed record ExportOptions
{
    /// <summary>Where the file is written; <see langword="null"/> for a name in <c>exports/</c>.</summary>
    public string? Output { get; init; }

    /// <summary>What happens to students with an answer that waits for a person.</summary>
    /// <value><see cref="OpenStudents.Refuse"/>.</value>
    public OpenStudents Open { get; init; }
}

/// <summary>What happens to students whose total is not final.</summary>
public enum OpenStudents
{
    /// <summary>Nothing is exported while there is one.</summary>
    Refuse,

    /// <summary>They are not in the export; everyone else is.</summary>
    LeaveOut,

    /// <summary>They are in the export with the marks that stand; what is open counts 0.</summary>
    Count,
}
