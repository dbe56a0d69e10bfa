using Aita.Exams.Domain;
using Aita.Exams.Stages.Rubrics;

namespace Aita.Exams.Tests.Stages.Rubrics.Adjustments;

public sealed class AdjustmentTextTests
{
    private static readonly ExamSpec Spec = new()
    {
        TotalPages = 1,
        Questions = [.. new[] { "1a", "1b", "2", "10" }.Select(id => new ExamQuestion { QuestionId = id, QuestionText = "t", Points = 6, PageNumber = 1 })],
    };

    [Theory]
    [InlineData("1a: normalizatioon 1pts", "1a", "normalizatioon", 1)]
    [InlineData("1A) if get the inal answer 1pts", "1a", "if get the inal answer", 1)]
    [InlineData("Question 2: right formula - 2.5 points", "2", "right formula", 2.5)]
    [InlineData("Q10.  sign (0,5 pts)", "10", "sign", 0.5)]
    [InlineData("1 b: [2 marks] units are given", "1b", "units are given", 2)]
    public void Parse_OneLine_FindsQuestionWordsAndPoints(string line, string question, string words, double points)
    {
        var text = AdjustmentText.Parse(line, Spec);

        Assert.Empty(text.Errors);
        var wishes = Assert.Single(text.Questions);
        Assert.Equal(question, wishes.QuestionId);
        Assert.Equal(new AdjustmentItem(words, (decimal)points), Assert.Single(wishes.Items));
    }

    [Fact]
    public void Parse_LinesUnderAnId_BelongToIt()
    {
        var text = AdjustmentText.Parse("1a\n- method 2 pts\n- result 1 pt\n\n2:\nbe generous with units\n1a: also 0.5 pts for a sketch", Spec);

        Assert.Empty(text.Errors);
        Assert.Equal(["1a", "2"], text.Questions.Select(wishes => wishes.QuestionId));
        Assert.Equal([("method", 2m), ("result", 1m), ("also  for a sketch", 0.5m)], text.Questions[0].Items.Select(item => (item.Description, item.Points!.Value)));
        Assert.Equal(new AdjustmentItem("be generous with units", null), Assert.Single(text.Questions[1].Items));
    }

    [Fact]
    public void Parse_SeveralWishesOnALine_AreTakenApart()
    {
        var text = AdjustmentText.Parse("1a: normalization 2 pts, final answer 1pt", Spec);

        Assert.Equal([("normalization", 2m), ("final answer", 1m)], text.Questions[0].Items.Select(item => (item.Description, item.Points!.Value)));
    }

    [Fact]
    public void Parse_ANumberThatIsNoId_StaysText()
    {
        var text = AdjustmentText.Parse("2: accept g = 9.81 or\n9.8 m/s\n1.5 pts for the height", Spec);

        Assert.Empty(text.Errors);
        Assert.Equal(["accept g = 9.81 or", "9.8 m/s", "for the height"], Assert.Single(text.Questions).Items.Select(item => item.Description));
    }

    [Theory]
    [InlineData("7c: method 2 pts", "line 1: the exam has no question '7c'; it has 1a, 1b, 2, 10.")]
    [InlineData("1a: 2 pts", "line 1: '2 pts' names points but nothing that earns them; write what they are for.")]
    [InlineData("1a: method 0 pts", "line 1: 'method 0 pts' is worth nothing; a criterion has more than 0 points.")]
    public void Parse_WhatCannotBeMeant_IsAnErrorWithItsLine(string line, string error) =>
        Assert.Equal(error, Assert.Single(AdjustmentText.Parse(line, Spec).Errors));

    [Fact]
    public void Parse_WordsBeforeTheFirstId_AreFreeText()
    {
        var text = AdjustmentText.Parse("Give half the points for a right method everywhere.\n1a: method 2 pts", Spec);

        Assert.Equal("Give half the points for a right method everywhere.", text.FreeText);
        Assert.Single(text.Questions);
    }
}
