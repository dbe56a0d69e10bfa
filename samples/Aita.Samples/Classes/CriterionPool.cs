namespace Aita.Samples;

/// <summary>What students may write for one criterion, and what each of it earns.</summary>
/// <param name="Points">The most that it earns.</param>
/// <param name="Description">The criterion.</param>
/// <param name="Full">Lines that earn everything.</param>
/// <param name="Half">Lines that earn half of it.</param>
/// <param name="None">Lines that earn nothing.</param>
internal sealed record CriterionPool(
    decimal Points, string Description, IReadOnlyList<string> Full, IReadOnlyList<string> Half, IReadOnlyList<string> None)
{
    /// <summary>A line and what it earns: good work is as frequent as <paramref name="skill"/> (0 to 1).</summary>
    public AnswerPart Draw(Random random, double skill)
    {
        var luck = random.NextDouble();
        return luck < skill || (Half.Count == 0 && None.Count == 0) ? new AnswerPart(Pick(Full), Points)
            : Half.Count > 0 && (luck < skill + ((1 - skill) / 2) || None.Count == 0) ? new AnswerPart(Pick(Half), Points / 2)
            : new AnswerPart(Pick(None), 0);

        string Pick(IReadOnlyList<string> lines) => lines[random.Next(lines.Count)];
    }
}

/// <summary>A part of an answer and what it earns.</summary>
internal sealed record AnswerPart(string Text, decimal Points);

/// <summary>A question's criteria, and its answer key.</summary>
internal sealed record QuestionPool(string QuestionId, string Key, IReadOnlyList<CriterionPool> Criteria);
