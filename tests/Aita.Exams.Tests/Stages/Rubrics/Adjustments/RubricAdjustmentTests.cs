using Aita.Exams.Domain;
using Aita.Exams.Stages.Rubrics;
using CsCheck;

namespace Aita.Exams.Tests.Stages.Rubrics.Adjustments;

public sealed class RubricAdjustmentTests
{
    private static readonly ExamQuestion Question = new() { QuestionId = "2", QuestionText = "t", Points = 6, PageNumber = 1 };

    private static readonly Rubric Rubric = new()
    {
        QuestionId = "2",
        TotalPoints = 6,
        Criteria =
        [
            new() { Points = 2, Description = "Normalization of the wave function", Examples = ["$A = 1$"] },
            new() { Points = 3, Description = "Finds the integral by parts" },
            new() { Points = 1, Description = "Gives the final answer with its unit" },
        ],
    };

    [Fact]
    public void Apply_PointsForCriteriaThatAreThere_ChangesPointsOnly()
    {
        var changed = Apply(("normalizatioon", 3));

        Assert.NotNull(changed);
        Assert.Equal(Rubric.Criteria.Select(criterion => criterion.Description), changed.Criteria.Select(criterion => criterion.Description));
        Assert.Equal([3m, 2m, 1m], changed.Criteria.Select(criterion => criterion.Points));
        Assert.Equal(["$A = 1$"], changed.Criteria[0].Examples);
    }

    [Fact]
    public void Apply_AListThatAddsUp_ReplacesTheRubric()
    {
        var changed = Apply(("sets up the equation", 4), ("solves it", 2));

        Assert.NotNull(changed);
        Assert.Equal([("sets up the equation", 4m), ("solves it", 2m)], changed.Criteria.Select(criterion => (criterion.Description, criterion.Points)));
    }

    [Fact]
    public void Apply_ANewCriterionThatLeavesARest_NeedsAModel() => Assert.Null(Apply(("mentions symmetry", 2)));

    [Fact]
    public void Apply_AWishWithoutPoints_NeedsAModel() => Assert.Null(Apply(("be generous", null)));

    [Fact]
    public void ProblemOf_MorePointsThanTheQuestionHas_SaysBoth() => Assert.Equal(
        "Question 2: the points you name add up to 7, but the question is worth 6; correct them, or the points in exam_spec.json.",
        RubricAdjustment.ProblemOf(new QuestionAdjustment("2", [new("a", 7)]), Question));

    [Fact]
    public void Of_AnyTotalAndWeights_AddsUpAndLeavesNoneAtZero() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 20].Array[1, 8]).Sample((quarters, weights) =>
        {
            var total = quarters * 0.25m;
            var shares = PointShares.Of(total, [.. weights.Select(weight => (decimal)weight)]);
            return shares is null
                ? total / 0.01m < weights.Length
                : shares.Sum() == total && shares.All(share => share > 0);
        });

    private static Rubric? Apply(params (string Words, double? Points)[] wishes) =>
        RubricAdjustment.Apply(new QuestionAdjustment("2", [.. wishes.Select(wish => new AdjustmentItem(wish.Words, (decimal?)wish.Points))]), Rubric, Question);
}
