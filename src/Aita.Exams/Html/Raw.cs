namespace Aita.Exams.Html;

/// <summary>HTML that is known to be safe: made by <see cref="HtmlText.Of"/>, or a constant of this program. Never wrap text of a student or a model.</summary>
/// <param name="Value">The markup.</param>
public readonly record struct Raw(string Value)
{
    /// <summary>The markup.</summary>
    public override string ToString() => Value ?? "";
}
