using Aita.Exams.Domain;

namespace Aita.Exams.Tests.Domain;

public sealed class ExamSpecTests
{
    private static ExamQuestion Question(string id, decimal points = 5, int? page = 1) =>
        new() { QuestionId = id, QuestionText = "Why?", Points = points, PageNumber = page };

    [Fact]
    public void Validate_UsableExam_HasNoErrors()
    {
        var spec = new ExamSpec { ExamName = "Quiz", TotalPages = 2, TotalPoints = 7.5m, Questions = [Question("1", 2.5m), Question("2", 5, 2)] };

        Assert.Empty(spec.Validate());
        Assert.Equal("2", spec.Find("2")?.QuestionId);
        Assert.Null(spec.Find("3"));
    }

    [Fact]
    public void TotalPoints_NotGiven_IsTheSum() =>
        Assert.Equal(7.5m, new ExamSpec { Questions = [Question("1", 2.5m), Question("2", 5)] }.TotalPoints);

    [Fact]
    public void Validate_EverythingWrong_NamesEachQuestionAtOnce()
    {
        var spec = new ExamSpec
        {
            TotalPages = 2,
            TotalPoints = 12,
            Questions =
            [
                Question("1a", 0),
                Question("1a", 4),
                Question("2", -1, 3),
                Question("3", 2, null) with { QuestionText = "  " },
                Question("", 5, 0),
            ],
        };

        Assert.Equal(
            [
                "Question 1a: points is 0; it must be more than 0.",
                "Question 2: points is -1; it must be more than 0.",
                "Question 2: page_number is 3; it must be 1 to 2.",
                "Question 3: question_text is empty.",
                "Question 3: page_number is missing; it must be 1 to 2.",
                "Question number 5 of the list: question_id is empty.",
                "Question number 5 of the list: page_number is 0; it must be 1 to 2.",
                "Question 1a: the id is used 2 times; give each question its own id.",
                "total_points is 12, but the questions add up to 10; correct one of them.",
            ],
            spec.Validate());
    }

    [Fact]
    public void Validate_NoQuestionsAndNoPages_SaysBoth() =>
        Assert.Equal(
            ["total_pages is 0; an exam has at least 1 page.", "The exam has no questions; add at least one to 'questions'."],
            new ExamSpec().Validate());

    [Theory]
    [InlineData("10.01", true)]
    [InlineData("10.02", false)]
    public void Validate_SumOffByOneCent_IsTolerated(string total, bool usable)
    {
        var spec = new ExamSpec { TotalPages = 1, TotalPoints = decimal.Parse(total), Questions = [Question("1", 10)] };

        Assert.Equal(usable, spec.Validate().Count == 0);
    }
}
