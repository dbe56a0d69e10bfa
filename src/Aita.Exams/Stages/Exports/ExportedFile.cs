using Aita.Exams.Results;

namespace Aita.Exams.Stages.Exports;

/// <summary>A file that was just written, with the value it has for each student.</summary>
/// <param name="Format">Such as <c>canvas</c>.</param>
/// <param name="Path">The full path.</param>
/// <param name="Values">What it says of each student.</param>
internal sealed record ExportedFile(string Format, string Path, IReadOnlyDictionary<StudentResult, string> Values)
{
    /// <summary>The stamp of what it says of a student besides the value; <see langword="null"/> when it says nothing else.</summary>
    /// <remarks>Of a student of whom it says nothing else it gives <see langword="null"/>.</remarks>
    public Func<StudentResult, string?>? Stamp { get; init; }

    /// <summary>Students who are not in it because an answer was open.</summary>
    public IReadOnlyList<StudentResult> LeftOut { get; init; } = [];
}
