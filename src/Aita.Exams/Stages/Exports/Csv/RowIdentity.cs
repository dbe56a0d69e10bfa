namespace Aita.Exams.Stages.Exports;

/// <summary>What a row of a teacher's file says of its student. Immutable.</summary>
/// <param name="Name">The name; may be empty.</param>
/// <param name="Keys">Numbers and addresses, the most reliable first; empty ones match nobody.</param>
internal sealed record RowIdentity(string Name, IReadOnlyList<string> Keys);
