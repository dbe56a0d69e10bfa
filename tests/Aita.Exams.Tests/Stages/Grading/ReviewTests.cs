using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Grading;

public sealed class ReviewTests
{
    [Fact]
    public async Task RunAsync_EachDoubt_SendsItsAnswerToAPersonWithTheReason()
    {
        using var room = await Classroom.OfAsync();
        await room.WriteAsync("Low Reading", answers => answers with
        {
            QuestionAnswers = [.. answers.QuestionAnswers.Select(answer => answer with { Confidence = answer.QuestionId == "1" ? 0.4 : 0.95 })],
        }, "joule", "t = 2 s by fall", "friction makes heat of it");
        await room.WriteAsync("Unclear", "the [unclear] joule", "t = 2 s [?] by fall", "friction makes heat of it");
        await room.WriteAsync("Low Grader", "joule, or so", "t = 2 s by fall", "friction makes heat of it");
        await room.WriteAsync("Concern", "joule (see back)", "t = 2 s by fall", "friction makes heat of it");
        await room.WriteAsync("Crossed", "~~newton~~", "t = 2 s by fall", "friction makes heat of it");
        await room.WriteAsync("Short", "joule", "t = 2 s by fall", "heat");
        await room.WriteAsync("Clean", "joule", "t = 2 s by fall", "friction makes heat of it");
        using var model = new ScriptedModel(prompt => Answers.AnswerIn(prompt) switch
        {
            "joule, or so" => Answers.Sure(prompt, 0.3, 2m),
            "joule (see back)" => Answers.Full(prompt).Replace("\"concerns\":[]", "\"concerns\":[\"There is more on the back.\"]", StringComparison.Ordinal),
            _ => Answers.Full(prompt),
        });

        await room.GradeAsync(model);

        await AssertAsync("Low Reading", "1", "The reader is unsure of the text: confidence 0.40, below 0.70.");
        await AssertAsync("Unclear", "1", "Parts of the answer could not be read for certain: [unclear].");
        await AssertAsync("Unclear", "2", "Parts of the answer could not be read for certain: [?].");
        await AssertAsync("Low Grader", "1", "The grader is unsure: confidence 0.30, below 0.50.");
        await AssertAsync("Concern", "1", "The grader notes: There is more on the back.");
        await AssertAsync("Crossed", "1", "Criterion 1 earns points by something that is crossed out.");
        await AssertAsync("Short", "3", "All points for a long answer of 4 characters.");
        Assert.Equal(0, (await room.GradesOfAsync("Clean")).OpenQuestions);
        var open = await Task.WhenAll(((string[])["Low Reading", "Unclear", "Low Grader", "Concern", "Crossed", "Short"]).Select(async student => (await room.GradesOfAsync(student)).OpenQuestions));
        Assert.Equal([1, 2, 1, 1, 1, 1], open);

        async Task AssertAsync(string student, string question, string reason)
        {
            var grade = await room.GradeOfAsync(student, question);
            Assert.Equal(GradeState.NeedsReview, grade.State);
            Assert.Equal([reason], grade.ReviewReasons);
            Assert.Null(grade.PointsEarned);
            Assert.Equal(grade.PointsPossible, grade.SuggestedPoints);
        }
    }

    [Fact]
    public async Task RunAsync_APageOfWhichMoreThanTheNameWasPaintedOver_SendsItsAnswersToAPerson()
    {
        using var room = await Classroom.OfAsync();
        await room.WriteAsync("Masked Second", answers => answers with { MaskedPages = [2] }, "joule", "t = 2 s by fall", "friction makes heat of it");
        await room.WriteAsync("Masked Blank", answers => answers with { MaskedPages = [2] }, "joule", "t = 2 s by fall", "");
        await room.WriteAsync("Masked Extra", answers => answers with
        {
            MaskedPages = [3],
            QuestionAnswers = [.. answers.QuestionAnswers.Select(answer => answer.QuestionId == "2" ? answer with { Regions = [new PageRegion { PageNumber = 3, Bottom = 100, Right = 100 }] } : answer)],
        }, "joule", "t = 2 s by fall", "friction makes heat of it");
        await room.WriteAsync("Hidden Extra", answers => answers with { MaskedPages = [3] }, "joule", "t = 2 s by fall", "friction makes heat of it");
        using var model = new ScriptedModel(Answers.Full);

        await room.GradeAsync(model);

        Assert.Equal(["3"], await OpenAsync("Masked Second"));
        Assert.Equal(["3"], await OpenAsync("Masked Blank"));
        Assert.Equal(["2"], await OpenAsync("Masked Extra"));
        Assert.Equal(["1", "2", "3"], await OpenAsync("Hidden Extra"));
        var grade = await room.GradeOfAsync("Masked Second", "3");
        Assert.Equal((GradeState.NeedsReview, 4m), (grade.State, grade.SuggestedPoints));
        Assert.Equal(
            ["It is not known which way up page 2 lies, so more of it than the name's strip was painted over before it was read; handwriting may be hidden there."],
            grade.ReviewReasons);

        async Task<IEnumerable<string>> OpenAsync(string student) =>
            (await room.GradesOfAsync(student)).QuestionGrades.Where(grade => !grade.IsResolved).Select(grade => grade.QuestionId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_AContinuationPageOrAnExtraSheetThatIsNotRead_IsNoMark(bool isMissing)
    {
        using var room = await Classroom.OfAsync();
        StudentAnswers Without(StudentAnswers answers, int page) => isMissing && page <= 3 ? answers with { MissingPages = [page] } : answers with { FailedPages = [page] };
        await ExamFiles.WriteExamSpecAsync(room.Folder, new ExamSpec { ExamName = "Quiz", TotalPages = 3, Questions = Classroom.Questions });
        await room.WriteAsync("Goes On", answers => Without(answers, 3), "joule", "t = 2 s by fall", "friction makes heat of it");
        await room.WriteAsync("Extra Sheet", answers => Without(answers, 4), "joule", "t = 2 s by fall", "");
        using var model = new ScriptedModel(Answers.Full);

        await room.GradeAsync(model);

        Assert.Equal([GradeState.Graded, GradeState.Graded, GradeState.NeedsReview], (await room.GradesOfAsync("Goes On")).QuestionGrades.Select(grade => grade.State));
        var what = isMissing ? "is not among the scans" : "could not be read";
        Assert.Equal([$"Page 3, on which the answer may go on, {what}; a part of the answer may be missing."], (await room.GradeOfAsync("Goes On", "3")).ReviewReasons);
        var extra = (await room.GradesOfAsync("Extra Sheet")).QuestionGrades;
        Assert.All(extra, grade => Assert.Equal((GradeState.NeedsReview, (decimal?)null), (grade.State, grade.PointsEarned)));
        Assert.Equal(["Page 4, an extra sheet, could not be read; a part of the answer may be missing."], extra[2].ReviewReasons);
    }

    [Fact]
    public async Task RunAsync_TextOfNoQuestion_GoesWithTheAnswersOfItsPageThatHavePointsLeft()
    {
        using var room = await Classroom.OfAsync();
        static StudentAnswers WithText(StudentAnswers answers) => answers with
        {
            UnassignedText = [new() { Text = "and so the rest follows", Region = new() { PageNumber = 1 } }],
        };
        await room.WriteAsync("Some Left", WithText, "joule", "t = 2 s by fall", "friction makes heat of it");
        await room.WriteAsync("All Full", WithText, "joule", "t = 2 s  by fall", "friction makes heat of it");
        await room.WriteAsync("Blank", WithText, "joule", "", "friction makes heat of it");
        using var model = new ScriptedModel(prompt => Answers.AnswerIn(prompt) == "t = 2 s by fall" ? Answers.Of(prompt, 1, 0) : Answers.Full(prompt));

        await room.GradeAsync(model);

        Assert.Equal(["2"], await OpenAsync("Some Left"));
        Assert.Equal(["1"], await OpenAsync("All Full"));
        Assert.Equal(["2"], await OpenAsync("Blank"));
        Assert.Contains("\"and so the rest follows\"", (await room.GradeOfAsync("Blank", "2")).ReviewReasons[0], StringComparison.Ordinal);

        async Task<IEnumerable<string>> OpenAsync(string student) => (await room.GradesOfAsync(student)).QuestionGrades.Where(grade => !grade.IsResolved).Select(grade => grade.QuestionId);
    }

    [Theory]
    [InlineData(3, 2.5, true)]
    [InlineData(3, 2.25, false)]
    public async Task RunAsync_ASecondReader_SendsAnswersToAPersonWhereTheTwoDiffer(double first, double second, bool agree)
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        var asked = 0;
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "2")
            ? Answers.Of(prompt, 1, Interlocked.Increment(ref asked) == 1 ? (decimal)first : (decimal)second) : Answers.Full(prompt));

        var options = new GradingStageOptions { SecondReader = true };
        Assert.Equal(6, (await room.PlanAsync(options)).Calls);
        await GradingStage.RunAsync(await room.PlanAsync(options), new(model, new() { MaxWorkers = 1, RateLimit = 0, EnableCheckpointing = false }));

        Assert.Equal(6, model.Requests.Count);
        var grade = await room.GradeOfAsync("Nova Quill", "2");
        Assert.Equal(agree ? GradeState.Graded : GradeState.NeedsReview, grade.State);
        Assert.Equal(agree ? [] : ["Two gradings differ by more than 0.5: 4 and 3.25 points."], grade.ReviewReasons);
        Assert.Equal(0, (await room.PlanAsync(options)).Calls);
        Assert.Equal(3, (await room.PlanAsync(options with { SecondReaderModel = "other/model" })).Calls);
    }

    [Fact]
    public async Task RunAsync_TheQueue_BeginsWithTheLargestConsequence()
    {
        using var room = await Classroom.OfAsync();
        await room.WriteAsync("Nova Quill", "joule [?]", null, "friction makes heat [?] of it");
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "3") ? Answers.Of(prompt, 1, 1) : Answers.Full(prompt));

        await room.GradeAsync(model);

        var queue = await ReviewQueueFile.TryReadAsync(room.Folder);
        Assert.Equal([("2", 4m, 40m), ("1", 2m, 20m), ("3", 2m, 20m)], queue!.Items.Select(item => (item.QuestionId, item.Consequence, item.ConsequencePercent)));
        Assert.Equal(GradeState.MissingPage, queue.Items[0].State);
    }

    [Fact]
    public async Task RunAsync_AnExcusedStudent_CostsNothing()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        var register = await StudentRegister.ReadAsync(room.Folder);
        await register.With([new StudentIdentity { Folder = "Nova Quill", StudentName = "Nova Quill", StudentId = "007", IsExcused = true }]).WriteAsync(room.Folder);
        using var model = new ScriptedModel(Answers.Full);

        await room.GradeAsync(model);

        Assert.Empty(model.Requests);
        var grades = await room.GradesOfAsync("Nova Quill");
        Assert.All(grades.QuestionGrades, grade => Assert.Equal(GradeState.Excused, grade.State));
        Assert.Equal(("007", 0m, 0), (grades.StudentId, grades.TotalPossible, grades.OpenQuestions));
    }
}
