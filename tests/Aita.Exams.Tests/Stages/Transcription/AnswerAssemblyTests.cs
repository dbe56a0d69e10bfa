using Aita.Exams.Domain;
using Aita.Exams.Stages.Transcription;

namespace Aita.Exams.Tests.Stages.Transcription;

public sealed class AnswerAssemblyTests
{
    private static readonly StudentIdentity Student = new() { Pseudonym = "K7QX2M", Folder = "Nova Quill", StudentName = "Nova Quill", StudentId = "007" };

    /// <summary>Questions 1 and 2 on page 1, 3 on page 2 with room to page 3, 10 on page 4.</summary>
    private static readonly ExamSpec Spec = new()
    {
        ExamName = "Quiz",
        TotalPages = 4,
        Questions = [Question("1", 1), Question("2", 1), Question("3", 2), Question("10", 4)],
    };

    [Fact]
    public void Compose_AnAnswerContinuedOnAnotherPage_IsOneAnswerInPageOrderWithItsRegions()
    {
        var answers = Compose([Page(3, ("3", "the rest")), Page(1, ("1", "x = 1.5"), ("2", "B")), Page(2, ("3", "the start")), Page(4, ("10", "ten"), ("1", "and see here"))]);

        Assert.Equal(["1", "2", "3", "10"], answers.QuestionAnswers.Select(answer => answer.QuestionId));
        Assert.Equal(["x = 1.5\nand see here", "B", "the start\nthe rest", "ten"], answers.QuestionAnswers.Select(answer => answer.RawText));
        Assert.All(answers.QuestionAnswers, answer => Assert.Equal(AnswerState.Answered, answer.State));
        Assert.Equal([2, 3], answers.QuestionAnswers[2].Regions.Select(region => region.PageNumber));
        Assert.Equal(["grouped/p2.png", "grouped/p3.png"], answers.QuestionAnswers[2].ImagePaths);
        Assert.Equal((4, 4), (answers.TotalQuestions, answers.MappedQuestions));
        Assert.Equal(("Nova Quill", "007"), (answers.StudentName, answers.StudentId));
        Assert.Empty(answers.UnassignedText);
    }

    [Fact]
    public void Compose_NothingWrittenAndEveryPageRead_IsBlank()
    {
        var answers = Compose([Page(1, ("1", "A")), Page(2), Page(3), Page(4)]);

        Assert.Equal([AnswerState.Answered, AnswerState.Blank, AnswerState.Blank, AnswerState.Blank], States(answers));
        Assert.Equal(0.9, answers.QuestionAnswers[2].Confidence);
        Assert.Empty(answers.MissingPages);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Compose_APageOfTheQuestionCouldNotBeRead_NeverPassesForBlank(int failed)
    {
        var answers = Compose([.. Enumerable.Range(1, 4).Select(page => page == failed ? new AnswerPage(page, "") : Page(page))]);

        Assert.Equal([AnswerState.Blank, AnswerState.Blank, AnswerState.Failed, AnswerState.Blank], States(answers));
        Assert.Equal([failed], answers.FailedPages);
        Assert.Contains($"Page {failed} could not be read", answers.QuestionAnswers[2].TranscriptionNotes, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_AnExtraSheetCouldNotBeRead_NoQuestionPassesForBlankAndNoAnswerForComplete()
    {
        var answers = Compose([Page(1, ("1", "A")), Page(2), Page(3), Page(4), new AnswerPage(5, "")]);

        Assert.Equal([AnswerState.Answered, AnswerState.Failed, AnswerState.Failed, AnswerState.Failed], States(answers));
        Assert.Equal([5], answers.FailedPages);
        Assert.Contains("Page 5, an extra sheet, could not be read", answers.QuestionAnswers[1].TranscriptionNotes, StringComparison.Ordinal);
        Assert.Contains("Page 5 could not be read, so the answer may not be complete", answers.QuestionAnswers[0].TranscriptionNotes, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_OwnPageMissing_IsMissingUnlessTextWasFoundElsewhere()
    {
        var without = Compose([Page(1, ("1", "A")), Page(3), Page(4)]);
        var with = Compose([Page(1, ("1", "A")), Page(3, ("3", "written here")), Page(4)]);

        Assert.Equal([2], without.MissingPages);
        Assert.Equal([AnswerState.Answered, AnswerState.Blank, AnswerState.MissingPage, AnswerState.Blank], States(without));
        Assert.Equal(AnswerState.Answered, with.QuestionAnswers[2].State);
        Assert.Contains("Page 2 is missing, so the answer may not be complete", with.QuestionAnswers[2].TranscriptionNotes, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_OwnPageFailedWithTextElsewhere_IsFailedAndTheTextIsKept()
    {
        var answers = Compose([Page(1), new AnswerPage(2, ""), Page(3, ("3", "the rest")), Page(4)]);

        Assert.Equal(AnswerState.Failed, answers.QuestionAnswers[2].State);
        Assert.Equal("", answers.QuestionAnswers[2].RawText);
        Assert.Equal(("3", "the rest"), (answers.UnassignedText[0].QuestionId, answers.UnassignedText[0].Text));
    }

    [Fact]
    public void Compose_TextOfNoQuestion_IsKeptAndItsPageIsNotBlank()
    {
        var answers = Compose([Page(1, ("", "before the first marker"), ("77", "of a question that is not there"), ("1", "A")), Page(2), Page(3), Page(4)]);

        Assert.Equal(["before the first marker", "of a question that is not there"], answers.UnassignedText.Select(block => block.Text));
        Assert.Equal([AnswerState.Answered, AnswerState.Failed, AnswerState.Blank, AnswerState.Blank], States(answers));
    }

    [Fact]
    public void Compose_TooFewPagesWithoutNumbers_MayLackAnyPage()
    {
        var answers = Compose([Page(1), Page(2, ("3", "x")), Page(3)], isNumbered: false);

        Assert.Equal([AnswerState.MissingPage, AnswerState.MissingPage, AnswerState.Answered, AnswerState.MissingPage], States(answers));
    }

    [Fact]
    public void Compose_ABlockWithoutPlace_StandsForItsWholePage()
    {
        var page = Page(1) with { Blocks = [new PageBlock { QuestionId = "1", Text = "A" }] };

        var region = Assert.Single(Compose([page, Page(2), Page(3), Page(4)]).QuestionAnswers[0].Regions);

        Assert.Equal((1, "grouped/p1.png", 0, 1000), (region.PageNumber, region.ImagePath, region.Top, region.Bottom));
    }

    [Theory]
    [InlineData("1a", "1a")]
    [InlineData("Question 1a", "1a")]
    [InlineData("Q1A", "1a")]
    [InlineData("1(a)", "1a")]
    [InlineData("1", "1")]
    [InlineData("10", "10")]
    [InlineData("1b", null)]
    [InlineData("1.5", null)]
    [InlineData("", null)]
    [InlineData("2-1", null)]
    public void Find_AnIdAsModelsWriteIt_IsTheQuestionItMeans(string written, string? expected)
    {
        var spec = new ExamSpec { Questions = [Question("1", 1), Question("1a", 1), Question("10", 1), Question("2.1", 1), Question("21", 1)] };

        Assert.Equal(expected, new QuestionIds(spec).Find(written));
    }

    [Theory]
    [InlineData("""{"question_id":"1","raw_text":"x","confidence":0.0}""", AnswerState.Answered)]
    [InlineData("""{"question_id":"1","raw_text":"","confidence":0.0}""", AnswerState.Failed)]
    [InlineData("""{"question_id":"1","raw_text":""}""", AnswerState.Failed)]
    [InlineData("""{"question_id":"1","raw_text":"","confidence":0.8}""", AnswerState.Blank)]
    [InlineData("""{"question_id":"1","raw_text":"added by hand","confidence":0,"state":"failed"}""", AnswerState.Answered)]
    [InlineData("""{"question_id":"1","raw_text":"","confidence":0.8,"state":"missing_page"}""", AnswerState.MissingPage)]
    public void KnownState_OfFilesOfOlderSystemsAndPersons_FollowsFromWhatTheySay(string json, AnswerState expected) =>
        Assert.Equal(expected, System.Text.Json.JsonSerializer.Deserialize($$"""{"question_answers":[{{json}}]}""", ExamJsonContext.Readable.StudentAnswers)!.QuestionAnswers[0].KnownState);

    private static ExamQuestion Question(string id, int page) => new() { QuestionId = id, QuestionText = "?", Points = 1, PageNumber = page };

    private static AnswerPage Page(int number, params (string Question, string Text)[] blocks) => new(number, $"grouped/p{number}.png")
    {
        IsRead = true,
        Confidence = 0.9,
        Blocks = [.. blocks.Select(block => new PageBlock { QuestionId = block.Question, Text = block.Text })],
    };

    private static StudentAnswers Compose(IReadOnlyList<AnswerPage> pages, bool isNumbered = true) => AnswerAssembly.Compose(Spec, Student, pages, isNumbered, now: null);

    private static IEnumerable<AnswerState> States(StudentAnswers answers) => answers.QuestionAnswers.Select(answer => answer.State!.Value);
}
