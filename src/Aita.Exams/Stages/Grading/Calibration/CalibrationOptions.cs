namespace Aita.Exams.Stages.Grading;

/// <summary>How marks are compared.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The share of accepted marks that may be wrong, above 0 and below 1.</summary>
    /// <value><see langword="null"/>: only compare, propose no threshold.</value>
    public double? MaxError { get; init; }

    /// <summary>Whether a threshold that an earlier comparison set stays when no error rate is named.</summary>
    /// <value><see langword="true"/>.</value>
    public bool KeepThreshold { get; init; } = true;

    /// <summary>A mark that lies further from the teacher's is wrong, in points.</summary>
    /// <value>0.5.</value>
    public decimal Within { get; init; } = 0.5m;

    /// <summary>Seed of the draws behind intervals and samples.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (MaxError is { } rate && rate is not (> 0 and < 1))
        {
            problems.Add($"The error rate is {rate}; set it above 0 and below 1, such as 0.02 for one in fifty.");
        }

        if (Within < 0)
        {
            problems.Add($"Marks may differ by {Within} points; set it to 0 or more.");
        }

        return problems;
    }
}
