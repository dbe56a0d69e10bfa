using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>What is known of a page when its student is looked for. Immutable.</summary>
/// <param name="Id">The page.</param>
/// <param name="Container">What it lay together with.</param>
internal sealed record PageFacts(string Id, string Container)
{
    /// <summary>From this confidence on, what was read counts.</summary>
    private const double Sure = 0.5;

    public string Sha256 { get; init; } = "";

    public bool IsBlank { get; init; }

    /// <summary>Whether there is an image.</summary>
    public bool IsUsable { get; init; } = true;

    /// <summary>Why there is none.</summary>
    public string? Error { get; init; }

    /// <summary>The page of the blank exam that it looks like.</summary>
    public int? LooksLike { get; init; }

    /// <summary>What was read on its strip; <see langword="null"/> if nothing was.</summary>
    public StripReading? Read { get; init; }

    /// <summary>What a person decided; <see langword="null"/> if nobody did.</summary>
    public PersonDecision? Decision { get; init; }

    public bool HasName => Read is not null && (PersonName.Normalize(Read.StudentName).Length > 0 || Read.StudentId.Length > 0);

    /// <summary>Whether a name or number was read with some confidence; then the strip is where it was looked for, and the page stands upright.</summary>
    public bool IsNamed => HasName && Read is { Confidence: >= Sure };

    /// <summary>The page of the exam as far as the page itself says.</summary>
    public int? Number => LooksLike ?? (Read is { PageNumber: > 0, Confidence: >= Sure } ? Read.PageNumber : null);

    /// <summary>Whether it begins an exam. A word such as "exam" or "test" on a later page does not: its number counts more.</summary>
    public bool IsFirst => Number is { } number ? number == 1 : Read is { IsFirstPage: true, Confidence: >= Sure };
}

/// <summary>What a person decided about a page. Immutable.</summary>
/// <param name="Student">Whose it is; <see langword="null"/> for nobody's.</param>
/// <param name="ExamPage">The page of the exam; <see langword="null"/> if the person did not say.</param>
internal sealed record PersonDecision(RosterEntry? Student, int? ExamPage);
