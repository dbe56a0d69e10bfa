using Aita.Exams.Domain;
using FuzzySharp;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>
/// Applies a person's wishes to a rubric as far as code can do it: a list that adds up to the question's points replaces the rubric, and
/// points for criteria that are there already change those, the others keeping their proportions. Anything else needs a model. Pure.
/// </summary>
internal static class RubricAdjustment
{
    /// <summary>How alike two descriptions must be to mean the same criterion, 0 to 100, and how much more than any other.</summary>
    private const int Alike = 80;
    private const int Margin = 10;

    /// <summary>What is wrong with the wishes, whatever the rubric; null when nothing is.</summary>
    public static string? ProblemOf(QuestionAdjustment wishes, ExamQuestion question) => wishes.NamedPoints > question.Points
        ? $"Question {question.QuestionId}: the points you name add up to {QuestionPrompt.Points(wishes.NamedPoints)}, but the question is worth "
            + $"{QuestionPrompt.Points(question.Points)}; correct them, or the points in exam_spec.json."
        : null;

    /// <summary>The rubric as the person wants it; null when a model must write a part of it.</summary>
    public static Rubric? Apply(QuestionAdjustment wishes, Rubric rubric, ExamQuestion question)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        ArgumentNullException.ThrowIfNull(rubric);
        ArgumentNullException.ThrowIfNull(question);
        if (wishes.Items.Any(item => item.Points is null))
        {
            return null;
        }

        var places = PlacesOf(wishes.Items, rubric);
        if (places is not null && Repoint(wishes, rubric, question, places) is { } repointed)
        {
            return repointed;
        }

        return wishes.NamedPoints == question.Points
            ? rubric with
            {
                TotalPoints = question.Points,
                Criteria = [.. wishes.Items.Select(item => new RubricCriterion { Points = item.Points!.Value, Description = item.Description })],
            }
            : null;
    }

    /// <summary>New points for criteria that are there, the rest shared out over the others.</summary>
    private static Rubric? Repoint(QuestionAdjustment wishes, Rubric rubric, ExamQuestion question, int[] places)
    {
        var others = Enumerable.Range(0, rubric.Criteria.Count).Except(places).ToList();
        var rest = question.Points - wishes.NamedPoints;
        if ((others.Count == 0) != (rest == 0))
        {
            return null;
        }

        var shares = others.Count == 0 ? [] : PointShares.Of(rest, [.. others.Select(i => rubric.Criteria[i].Points)]);
        if (shares is null)
        {
            return null;
        }

        var points = rubric.Criteria.Select(criterion => criterion.Points).ToArray();
        for (var i = 0; i < places.Length; i++)
        {
            points[places[i]] = wishes.Items[i].Points!.Value;
        }

        for (var i = 0; i < others.Count; i++)
        {
            points[others[i]] = shares[i];
        }

        return rubric with { TotalPoints = question.Points, Criteria = [.. rubric.Criteria.Select((criterion, i) => criterion with { Points = points[i] })] };
    }

    /// <summary>The criterion that each wish means; null when one means none, or two mean the same.</summary>
    private static int[]? PlacesOf(IReadOnlyList<AdjustmentItem> items, Rubric rubric)
    {
        var places = new int[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var ranked = rubric.Criteria.Select((criterion, at) => (At: at, Score: Similarity(items[i].Description, criterion.Description)))
                .OrderByDescending(entry => entry.Score).ToList();
            if (ranked.Count == 0 || ranked[0].Score < Alike || (ranked.Count > 1 && ranked[0].Score - ranked[1].Score < Margin))
            {
                return null;
            }

            places[i] = ranked[0].At;
        }

        return places.Distinct().Count() == places.Length ? places : null;
    }

    private static int Similarity(string wish, string criterion)
    {
        var (a, b) = (wish.ToLowerInvariant(), criterion.ToLowerInvariant());
        return Math.Max(Fuzz.TokenSetRatio(a, b), Fuzz.PartialRatio(a, b));
    }
}
