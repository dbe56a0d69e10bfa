using Aita.Exams.Domain;
using Aita.Exams.Stages.Questions;

namespace Aita.Exams.Tests.Stages.Questions;

public sealed class QuestionsCheckTests
{
    private static readonly QuestionReading Good = new() { QuestionId = "1", QuestionText = "Why?", Points = 2, QuestionType = "short_answer", PageNumber = 1 };

    [Fact]
    public void Problems_OfAGoodExam_AreNone()
    {
        var reading = Reading(Good, Good with { QuestionId = "10", QuestionType = "Long_Answer", Points = 2.5m }, Good with { QuestionId = "2", PageNumber = 2 }) with { PrintedTotal = 6.5m };

        Assert.Empty(QuestionsCheck.Problems(reading, pages: 2));
        var spec = QuestionsCheck.ToSpec(reading);
        Assert.Equal(["1", "10", "2"], spec.Questions.Select(question => question.QuestionId));
        Assert.Equal((6.5m, 2, QuestionType.LongAnswer), (spec.TotalPoints, spec.TotalPages, spec.Questions[1].QuestionType));
        Assert.Empty(spec.Validate());
    }

    [Fact]
    public void Problems_OfQuestions_NameThem()
    {
        var reading = Reading(
            Good with { QuestionId = "1a", Points = 0 }, Good with { QuestionId = "1b", QuestionText = " " }, Good with { QuestionId = "2", QuestionType = "essay" },
            Good with { QuestionId = "3", PageNumber = 4 }, Good with { QuestionId = "" }, Good with { QuestionId = "a/b" });

        Assert.Equal(
            [
                "Question 1a: points is 0; it must be more than 0.",
                "Question 1b: question_text is empty; copy the printed text.",
                "Question 2: question_type is 'essay'; it must be one of short_answer, multiple_choice, long_answer, calculation, diagram.",
                "Question 3: page_number is 4; it must be 1 to 2.",
                "Question number 5 of the list: question_id must be 1 to 40 characters without / and \\.",
                "Question a/b: question_id must be 1 to 40 characters without / and \\.",
            ],
            QuestionsCheck.Problems(reading, pages: 2));
    }

    [Theory]
    [InlineData("1a", "1a")]
    [InlineData("1a", "1A")]
    public void Problems_OfAnIdUsedTwice_AreNoSecondVersion(string first, string second) => Assert.Equal(
        [$"Question {first}: the id is used 2 times; give each question its own id, such as 1a and 1b."],
        QuestionsCheck.Problems(Reading(Good with { QuestionId = first }, Good with { QuestionId = second }), pages: 2));

    [Fact]
    public void Problems_OfTotals_AreSaid()
    {
        Assert.Equal(
            ["The printed total is 40 points, but the questions add up to 4; look for a question that is missing or listed twice, and for wrong points."],
            QuestionsCheck.Problems(Reading(Good, Good with { QuestionId = "2" }) with { PrintedTotal = 40 }, pages: 2));
        Assert.Equal(
            ["total_pages is 2, but 1 page was shown; page_number counts the pages shown, from 1."], QuestionsCheck.Problems(Reading(Good), pages: 1));
        Assert.Equal(["The exam has no questions; list every question that earns points."], QuestionsCheck.Problems(Reading(), pages: 2));
    }

    private static QuestionsReading Reading(params IReadOnlyList<QuestionReading> questions) => new() { ExamName = "Quiz", TotalPages = 2, Questions = questions };
}
