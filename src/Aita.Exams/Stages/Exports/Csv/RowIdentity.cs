namespace Aita.Exams.Stages.Exports;

/// <summary>What a row of a teacher's file says of its student. Immutable.</summary>
/// <param name="Name">The name; may be empty.</param>
/// <param name="Keys">Numbers and addresses that the school gave, the most reliable first; empty ones match nobody.</param>
internal sealed record RowIdentity(string Name, IReadOnlyList<string> Keys)
{
    /// <summary>Numbers that another system gave, which may be somebody else's by chance: they count only where the names agree in a word.</summary>
    public IReadOnlyList<string> WeakKeys { get; init; } = [];
}
