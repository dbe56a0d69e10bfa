using Aita.Exams.Domain;
using Aita.Exams.Results;
using MathNet.Numerics.Statistics;

namespace Aita.Exams.Stages.Reports;

/// <summary>How one question worked. Immutable.</summary>
/// <param name="Question">The question.</param>
/// <param name="Count">Students with a mark for it.</param>
/// <param name="Open">Students whose mark waits for a person.</param>
internal sealed record ItemStatistics(ExamQuestion Question, int Count, int Open)
{
    /// <summary>With fewer students a correlation is chance.</summary>
    private const int FewestForCorrelation = 5;

    /// <summary>Mean share of the points earned, 0 (nobody) to 1 (everybody); <see langword="null"/> without marks.</summary>
    public double? Facility { get; private init; }

    /// <summary>Correlation of the question with the rest of the exam; <see langword="null"/> with too few students, or where nothing varies.</summary>
    public double? Discrimination { get; private init; }

    /// <summary>One entry for every question, in the order of the exam. Pure.</summary>
    public static IReadOnlyList<ItemStatistics> Of(ExamSpec spec, IReadOnlyList<StudentResult> students)
    {
        var full = students.Where(student => student.IsComplete && student.Answers.All(answer => !answer.IsExcused)).ToList();
        return [.. spec.Questions.Select((question, i) =>
        {
            var answers = students.Where(student => !student.IsExcused).Select(student => student.Answers[i]).ToList();
            var marks = answers.Where(answer => answer.Points is not null).Select(answer => (double)answer.Points!.Value).ToList();
            return new ItemStatistics(question, marks.Count, answers.Count(answer => !answer.IsResolved))
            {
                Facility = marks.Count > 0 ? marks.Average() / (double)question.Points : null,
                Discrimination = Correlate(
                    [.. full.Select(student => (double)student.Answers[i].Points!.Value)],
                    [.. full.Select(student => (double)(student.Score - student.Answers[i].Points!.Value))]),
            };
        })];
    }

    private static double? Correlate(IReadOnlyList<double> item, IReadOnlyList<double> rest)
    {
        if (item.Count < FewestForCorrelation || item.Distinct().Count() < 2 || rest.Distinct().Count() < 2)
        {
            return null;
        }

        return Correlation.Pearson(item, rest);
    }
}
