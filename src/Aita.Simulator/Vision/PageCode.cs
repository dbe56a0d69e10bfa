using System.Globalization;

namespace Aita.Simulator;

/// <summary>
/// What a code on a synthetic page says: <c>H:EXAM:STUDENT:PAGE</c> in the name strip, <c>F:EXAM:STUDENT:PAGE</c> at the foot. The
/// student is empty on the exam as handed out.
/// </summary>
internal readonly record struct PageCode(bool IsHead, string Exam, string Student, int Page)
{
    /// <summary>The code, or null when the text is not one of ours.</summary>
    public static PageCode? Parse(string? text) =>
        text?.Split(':') is [("H" or "F") and var place, { Length: > 0 } exam, var student, var number]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int page)
            ? new PageCode(place == "H", exam, student, page)
            : null;
}
