namespace Aita.Exams.Stages.Audit;

/// <summary>Collects what one check finds.</summary>
/// <param name="check">The name of the check.</param>
internal sealed class Findings(string check)
{
    private readonly List<VerificationProblem> _problems = [];

    public IReadOnlyList<VerificationProblem> Problems => _problems;

    /// <summary>Things that were looked at.</summary>
    public int Checked { get; private set; }

    public string Check => check;

    /// <summary>Counts one thing as looked at.</summary>
    public void Look() => Checked++;

    public void Add(string file, string message, string advice) => _problems.Add(new VerificationProblem(check, file, message, advice));

    /// <summary>Adds a problem unless something holds.</summary>
    public void Expect(bool holds, string file, string message, string advice)
    {
        if (!holds)
        {
            Add(file, message, advice);
        }
    }
}
