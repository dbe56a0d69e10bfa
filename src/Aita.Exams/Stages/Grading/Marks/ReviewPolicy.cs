namespace Aita.Exams.Stages.Grading;

/// <summary>What sends a proposed mark to a person. Every rule can be set; none of them lowers a mark. Immutable.</summary>
public sealed record ReviewPolicy
{
    /// <summary>An answer that was read with less confidence goes to a person, 0 to 1.</summary>
    /// <value>0.7.</value>
    public double MinReadingConfidence { get; init; } = 0.7;

    /// <summary>A mark that the grader itself is less sure of goes to a person, 0 to 1.</summary>
    /// <value>0.5.</value>
    public double MinConfidence { get; init; } = 0.5;

    /// <summary>Two gradings of an answer that lie further apart send it to a person, in points.</summary>
    /// <value>0.5.</value>
    public decimal Tolerance { get; init; } = 0.5m;

    /// <summary>Whether signs that could not be read (<c>[unclear]</c>, <c>[?]</c>) send an answer to a person.</summary>
    /// <value>True.</value>
    public bool IllegibleMarks { get; init; } = true;

    /// <summary>Whether handwriting that belongs to no question sends the answers that it could be part of to a person.</summary>
    /// <value>True.</value>
    public bool UnassignedText { get; init; } = true;

    /// <summary>Whether text that speaks to the grader sends an answer to a person.</summary>
    /// <value>True.</value>
    public bool SuspiciousText { get; init; } = true;

    /// <summary>Whether what the grader notes as a concern sends an answer to a person.</summary>
    /// <value>True.</value>
    public bool Concerns { get; init; } = true;

    /// <summary>Whether points for something that the student crossed out send an answer to a person.</summary>
    /// <value>True.</value>
    public bool CrossedOutEvidence { get; init; } = true;

    /// <summary>Full points for a long answer with fewer characters go to a person; models give too much for short texts. 0 switches it off.</summary>
    /// <value>20.</value>
    public int ShortAnswer { get; init; } = 20;

    /// <summary>Whether a mark below the threshold of <c>aita calibrate</c> goes to a person; otherwise it stays a suggestion.</summary>
    /// <value>False.</value>
    public bool BelowThreshold { get; init; }

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (MinReadingConfidence is not (>= 0 and <= 1))
        {
            problems.Add($"The reading confidence is {MinReadingConfidence}; set it to 0 to 1.");
        }

        if (MinConfidence is not (>= 0 and <= 1))
        {
            problems.Add($"The grader's confidence is {MinConfidence}; set it to 0 to 1.");
        }

        if (Tolerance < 0)
        {
            problems.Add($"The tolerance is {Tolerance} points; set it to 0 or more.");
        }

        if (ShortAnswer < 0)
        {
            problems.Add($"The length of a short answer is {ShortAnswer}; set it to 0 or more.");
        }

        return problems;
    }
}
