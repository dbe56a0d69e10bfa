using System.Globalization;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Reports;

/// <summary>Letters by the share of the total, such as A from 90 per cent. Immutable.</summary>
public sealed class LetterScale
{
    private readonly IReadOnlyList<(string Letter, decimal From)> _steps;

    private LetterScale(IReadOnlyList<(string Letter, decimal From)> steps) => _steps = steps;

    /// <summary>Where one letter ends and the next begins, in per cent, the highest first.</summary>
    public IReadOnlyList<decimal> Boundaries => [.. _steps.Select(step => step.From).Where(from => from > 0)];

    /// <summary>Reads <c>A:90,B:80,C:70,F:0</c>; the order does not matter.</summary>
    /// <exception cref="ExamException">Not of that form, a share outside 0 to 100, a letter or share given twice, or nothing from 0 on.</exception>
    public static LetterScale Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var steps = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => ParseStep(part, text))
            .OrderByDescending(step => step.From)
            .ToList();
        return steps switch
        {
            [] => throw Invalid(text, "it is empty"),
            _ when steps.DistinctBy(step => step.From).Count() < steps.Count => throw Invalid(text, "two letters begin at the same share"),
            _ when steps.DistinctBy(step => step.Letter, StringComparer.Ordinal).Count() < steps.Count => throw Invalid(text, "a letter is given twice"),
            _ when steps[^1].From != 0 => throw Invalid(text, "the lowest letter must begin at 0, such as F:0"),
            _ => new LetterScale(steps),
        };
    }

    /// <summary>The letter of a share in per cent.</summary>
    public string Of(decimal percentage) => _steps.First(step => percentage >= step.From || step.From == 0).Letter;

    private static (string Letter, decimal From) ParseStep(string part, string all)
    {
        var at = part.LastIndexOf(':');
        var letter = at < 0 ? "" : part[..at].Trim();
        return letter.Length > 0 && decimal.TryParse(part.AsSpan(at + 1), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var from) && from is >= 0 and <= 100
            ? (letter, from)
            : throw Invalid(all, $"'{part}' is not a letter and a share from 0 to 100");
    }

    private static ExamException Invalid(string text, string why) =>
        new(ExamErrorKind.Invalid, $"The scale '{text}' cannot be used: {why}. Write it like A:90,B:80,C:70,D:60,F:0.");
}
