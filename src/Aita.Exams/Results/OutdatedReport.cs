namespace Aita.Exams.Results;

/// <summary>A report that must not be handed out. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Student">The student's folder name; <see langword="null"/> for the report on the class.</param>
/// <param name="IsNoted">Whether it is known what it was made from; a report of an earlier version is one of which nobody knows.</param>
internal sealed record OutdatedReport(string Path, string? Student, bool IsNoted);
