using System.Globalization;

namespace Aita.Exams.Stages.Grading;

/// <summary>How many marks of models an exam has to compare at most. Immutable.</summary>
/// <param name="Graded">Marks that wait for no person: those that a threshold can rest on.</param>
/// <param name="Drawable">Answers that a sample can be drawn from.</param>
internal sealed record MarkSupply(int Graded, int Drawable)
{
    public static MarkSupply Of(IReadOnlyCollection<MachineMark> marks) =>
        new(marks.Count(mark => mark.Grade.State == Domain.GradeState.Graded), marks.Count);

    /// <summary>What to do when too few marks were compared: something that this exam can give. Pure.</summary>
    /// <param name="needed">How many marks it takes.</param>
    public string Advice(int needed)
    {
        if (Graded >= needed)
        {
            return $"Mark more answers (--sample {Math.Min(needed * 3 / 2, Drawable)}), or allow more errors.";
        }

        if (Graded == 0)
        {
            return "Every mark of a model in this exam waits for a person.";
        }

        var rate = AgreementMath.SmallestRate(Graded);
        return string.Create(CultureInfo.InvariantCulture, $"Models have marked only {(Graded == 1 ? "1 answer of this exam that needs no person; it shows" : $"{Graded} answers of this exam that need no person; all of them together show")} {100 * rate:0} % at best (--max-error {rate:0.00}).");
    }
}
