using Aita.Exams.Domain;

namespace Aita.Exams.Tests.Domain;

public sealed class RubricTests
{
    private static readonly ExamQuestion Question = new() { QuestionId = "2", QuestionText = "Why?", Points = 5, PageNumber = 1 };

    private static RubricCriterion Criterion(decimal points, string description = "Says so") => new() { Points = points, Description = description };

    [Fact]
    public void Validate_CriteriaAddUp_HasNoErrors() =>
        Assert.Empty(new Rubric { QuestionId = "2", TotalPoints = 5, Criteria = [Criterion(2.5m), Criterion(2.495m)] }.Validate(Question));

    [Fact]
    public void Validate_EverythingWrong_NamesEachMistake()
    {
        var rubric = new Rubric { QuestionId = "3", TotalPoints = 6, Criteria = [Criterion(0), Criterion(-1), Criterion(4, " ")] };

        Assert.Equal(
            [
                "Rubric of question 2: its question_id is '3'.",
                "Rubric of question 2: criterion 1 has 0 points; it must have more than 0.",
                "Rubric of question 2: criterion 2 has -1 points; it must have more than 0.",
                "Rubric of question 2: criterion 3 has no description.",
                "Rubric of question 2: the criteria add up to 3, but total_points is 6.",
                "Rubric of question 2: total_points is 6, but the question is worth 5.",
            ],
            rubric.Validate(Question));
    }

    [Fact]
    public void Validate_NoCriteria_SaysSo() =>
        Assert.Equal(
            ["Rubric of question 2: it has no criteria; add at least one."],
            new Rubric { QuestionId = "2", TotalPoints = 5 }.Validate(Question));

    [Fact]
    public void Validate_UserRubricOfUnknownQuestion_ListsTheKnownOnes()
    {
        var spec = new ExamSpec { TotalPages = 1, Questions = [Question, Question with { QuestionId = "3" }] };
        var rubrics = new UserRubrics
        {
            Rubrics = [new Rubric { QuestionId = "9", Criteria = [Criterion(1)] }, new Rubric { QuestionId = "3", Criteria = [Criterion(4)] }],
        };

        Assert.Equal(
            [
                "Rubric of question 9: the exam has no such question; it has 2, 3.",
                "Rubric of question 3: total_points is 4, but the question is worth 5.",
            ],
            rubrics.Validate(spec));
    }
}
