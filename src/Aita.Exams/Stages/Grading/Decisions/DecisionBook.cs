using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// What persons decided, looked up by answer. The last line about an answer counts; a line about the whole exam counts for each of its
/// questions; a withdrawal takes back what was decided before about the same thing. Immutable.
/// </summary>
internal sealed class DecisionBook
{
    private readonly Dictionary<(string Student, string? Question), (int Line, GradeDecision Decision)> _last = [];

    public DecisionBook(IEnumerable<GradeDecision> decisions)
    {
        var line = 0;
        foreach (var decision in decisions)
        {
            var key = (decision.Student, decision.QuestionId);
            if (decision.Withdrawn)
            {
                _last.Remove(key);
            }
            else
            {
                _last[key] = (line, decision);
            }

            line++;
        }
    }

    public static DecisionBook Empty { get; } = new([]);

    /// <summary>What counts for an answer; <see langword="null"/> when nobody decided.</summary>
    public GradeDecision? Find(string student, string questionId)
    {
        var about = _last.GetValueOrDefault((student, questionId), (-1, null!));
        var exam = _last.GetValueOrDefault((student, null), (-1, null!));
        return about.Item1 >= exam.Item1 ? about.Item2 : exam.Item2;
    }
}
