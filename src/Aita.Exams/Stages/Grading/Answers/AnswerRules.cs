using System.Globalization;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// What must be true of a model's answer before its points are more than a wish: every criterion answered once, points that the criterion can
/// earn, and for every point a quote that the student wrote. Nothing is corrected, clamped or filled in. Pure.
/// </summary>
internal static class AnswerRules
{
    /// <summary>
    /// Everything that is wrong, one sentence each; empty when the answer can be used. The model is shown it outside of the student's block, so
    /// no word of a student, not even by way of the model's own answer, may be in it.
    /// </summary>
    public static IReadOnlyList<string> Problems(GradingAnswer answer, Rubric rubric, string studentText) =>
        [.. PointProblems(answer, rubric), .. QuoteProblems(answer, rubric, studentText)];

    /// <summary>What is wrong with the criteria, their points or the confidence.</summary>
    public static IEnumerable<string> PointProblems(GradingAnswer answer, Rubric rubric)
    {
        for (var number = 1; number <= rubric.Criteria.Count; number++)
        {
            var entries = answer.Criteria.Where(entry => entry.Criterion == number).ToList();
            if (entries.Count != 1)
            {
                yield return entries.Count == 0
                    ? $"Criterion {number} has no entry; every criterion needs one."
                    : $"Criterion {number} has {entries.Count} entries; give it one.";
                continue;
            }

            var (points, possible) = (entries[0].Points, rubric.Criteria[number - 1].Points);
            if (points < 0 || points > possible)
            {
                yield return $"Criterion {number} has {PointGrid.Text(points)} points; it can earn 0 to {PointGrid.Text(possible)}.";
            }
            else if (!PointGrid.Allows(points, possible))
            {
                yield return $"Criterion {number} has {PointGrid.Text(points)} points; use steps of {PointGrid.Text(PointGrid.Step)}, or all of its {PointGrid.Text(possible)}.";
            }
        }

        foreach (var entry in answer.Criteria.Where(entry => entry.Criterion < 1 || entry.Criterion > rubric.Criteria.Count))
        {
            yield return $"There is no criterion {entry.Criterion}; the rubric has 1 to {rubric.Criteria.Count}.";
        }

        if (answer.Confidence is not (>= 0 and <= 1))
        {
            yield return $"confidence is {answer.Confidence.ToString(CultureInfo.InvariantCulture)}; it must be a number from 0 to 1.";
        }
    }

    /// <summary>Which points have no evidence in what the student wrote.</summary>
    public static IEnumerable<string> QuoteProblems(GradingAnswer answer, Rubric rubric, string studentText)
    {
        foreach (var entry in answer.Criteria.Where(entry => entry.Points > 0 && entry.Criterion >= 1 && entry.Criterion <= rubric.Criteria.Count))
        {
            if (QuoteText.IsEmpty(entry.Quote))
            {
                yield return $"Criterion {entry.Criterion} earns points without a quote; copy the words of the answer that earn them, or give 0 points.";
            }
            else if (!QuoteText.IsIn(entry.Quote, studentText))
            {
                yield return $"The quote of criterion {entry.Criterion} is not in the answer; copy the student's words letter by letter, or give 0 points.";
            }
        }
    }

    /// <summary>The checked answer as grades, in the order of the rubric.</summary>
    public static IReadOnlyList<CriterionGrade> ToGrades(GradingAnswer answer, Rubric rubric) =>
        [.. answer.Criteria.OrderBy(entry => entry.Criterion).Select(entry => new CriterionGrade
        {
            Criterion = entry.Criterion,
            Description = rubric.Criteria[entry.Criterion - 1].Description,
            PointsEarned = entry.Points,
            PointsPossible = rubric.Criteria[entry.Criterion - 1].Points,
            Quote = entry.Points > 0 ? entry.Quote : "",
            Reason = entry.Reason,
        })];
}
