namespace Aita.Exams.Domain;

/// <summary>A student as the roster has it. Immutable.</summary>
/// <param name="Name">The full name as a person reads it: first name first.</param>
public sealed record RosterEntry(string Name)
{
    /// <summary>The student's number; text, so that leading zeros stay; <see langword="null"/> if the roster has none.</summary>
    public string? StudentId { get; init; }

    /// <summary>The e-mail address; <see langword="null"/> if the roster has none.</summary>
    public string? Email { get; init; }

    /// <summary>The section or group; <see langword="null"/> if the roster has none.</summary>
    public string? Section { get; init; }

    /// <summary>Whether the roster says that the student did not sit the exam.</summary>
    public bool IsExcused { get; init; }
}
