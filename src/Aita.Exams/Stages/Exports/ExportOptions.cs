namespace Aita.Exams.Stages.Exports;

/// <summary>What all exports have in common.</summary>
public sealed record ExportOptions
{
    /// <summary>Where the file is written; <see langword="null"/> for a name in <c>exports/</c>.</summary>
    public string? Output { get; init; }

    /// <summary>What happens to students with an answer that waits for a person.</summary>
    /// <value><see cref="OpenStudents.Refuse"/>.</value>
    public OpenStudents Open { get; init; }

    /// <summary>What happens, in a file with one column of fixed points, to students who are excused from a part of the exam.</summary>
    /// <value><see cref="ExcusedQuestions.Refuse"/>.</value>
    public ExcusedQuestions ExcusedQuestions { get; init; }
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

/// <summary>What happens to students who are excused from single questions: their exam is worth less than the column of a gradebook.</summary>
public enum ExcusedQuestions
{
    /// <summary>Nothing is exported while there is one.</summary>
    Refuse,

    /// <summary>They are not in the export; everyone else is.</summary>
    LeaveOut,

    /// <summary>Their share of what counts for them, of the whole exam's points: 40 of 50 is 48 of 60.</summary>
    Scale,

    /// <summary>Their points as they are; the questions they are excused from then count 0 in the gradebook.</summary>
    Count,
}
