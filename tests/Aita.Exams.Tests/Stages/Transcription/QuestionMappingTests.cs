using Aita.Exams.Domain;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;
using Aita.Simulator;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Tests.Stages.Transcription;

/// <summary>From pages to the answers of a student.</summary>
public sealed class QuestionMappingTests
{
    private static readonly string[] Pages =
    [
        PageAnswers.Blocks(("1a", "B"), ("Question 1b", "x = 1.5"), ("", "ask me about this")),
        PageAnswers.Blocks(("3a", @"$\frac{1}{2}$"), ("2", "continued here")),
        PageAnswers.Blank,
    ];

    [Fact]
    public async Task RunAsync_WithTheExam_WritesTheAnswersQuestionByQuestion()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var read = new List<(string, StudentAnswers)>();

        await RunAsync(midterm, Pages, work => work.StudentRead = (folder, answers, _) =>
        {
            read.Add((folder.Name, answers));
            return default;
        });

        var answers = await ExamFiles.TryReadAnswersAsync(midterm.Folder.Student("Nova Quill"));
        Assert.Equal(["1a", "1b", "2", "3a", "3b", "4", "5"], answers!.QuestionAnswers.Select(answer => answer.QuestionId));
        Assert.Equal(["B", "x = 1.5", "continued here", @"$\frac{1}{2}$", "", "", ""], answers.QuestionAnswers.Select(answer => answer.RawText));
        Assert.Equal(AnswerState.Blank, answers.QuestionAnswers[^1].State);
        Assert.Equal("ask me about this", Assert.Single(answers.UnassignedText).Text);
        var region = Assert.Single(answers.QuestionAnswers[1].Regions);
        Assert.Equal((1, "grouped/Nova Quill/page_001.jpg", 200, 50, 280, 950), (region.PageNumber, region.ImagePath, region.Top, region.Left, region.Bottom, region.Right));
        var page = await ExamFiles.TryReadPageAsync(midterm.Folder.Student("Nova Quill"), 1);
        Assert.Equal("B\n\nx = 1.5\n\nask me about this", page!.TranscribedText);
        Assert.Equal(["1a", "1b", ""], page.Blocks.Select(block => block.QuestionId));
        Assert.Equal("Nova Quill", Assert.Single(read).Item1);
        Assert.Equal(3 + 1, read[0].Item2.MappedQuestions);
    }

    [Fact]
    public async Task RunAsync_AgainstTheSimulator_PutsEveryAnswerToItsQuestion()
    {
        using var midterm = Midterm.Copy();
        await using var server = await SimulatorServer.StartAsync(new() { ReadingNoise = 0 });

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(server));

        Assert.Equal(15, server.Traffic.Requests);
        Assert.Empty(result.Failed);
        foreach (var student in midterm.Folder.ListStudents())
        {
            var truth = Midterm.AnswersOf(student.Name);
            var answers = await ExamFiles.TryReadAnswersAsync(student);
            Assert.All(answers!.QuestionAnswers, answer => Assert.Equal(
                truth.TryGetValue(answer.QuestionId, out var text) ? (AnswerState.Answered, text) : (AnswerState.Blank, ""), (answer.State!.Value, answer.RawText)));
            Assert.Empty(answers.UnassignedText);
        }

        // Somebody's answer goes on on another page.
        var all = await Task.WhenAll(midterm.Folder.ListStudents().Select(student => ExamFiles.TryReadAnswersAsync(student)));
        Assert.Contains(all.SelectMany(answers => answers!.QuestionAnswers), answer => answer.Regions.Select(region => region.PageNumber).Distinct().Count() > 1);
    }

    [Fact]
    public async Task RunAsync_ASecondTime_SendsNothingWritesNothingAndHandsOnTheSame()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RunAsync(midterm, Pages);
        var before = Snapshot(midterm);
        StudentAnswers? handedOn = null;

        var plan = await RunAsync(midterm, [], work => work.StudentRead = (_, answers, _) =>
        {
            handedOn = answers;
            return default;
        });

        Assert.Equal(0, plan.Calls);
        Assert.Equal(before, Snapshot(midterm));
        Assert.Equal(4, handedOn!.MappedQuestions);
    }

    [Fact]
    public async Task RunAsync_AFailedPage_IsNoEmptyAnswerAndTheNextRunMendsIt()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RunAsync(midterm, [Pages[0], "no JSON at all", Pages[2]]);
        var failed = await ExamFiles.TryReadAnswersAsync(midterm.Folder.Student("Nova Quill"));
        await RunAsync(midterm, [Pages[1]]);
        var mended = await ExamFiles.TryReadAnswersAsync(midterm.Folder.Student("Nova Quill"));

        Assert.Equal([2], failed!.FailedPages);
        Assert.All(failed.QuestionAnswers.Where(answer => answer.QuestionId.StartsWith('3')), answer => Assert.Equal((AnswerState.Failed, ""), (answer.State!.Value, answer.RawText)));
        Assert.Empty(mended!.FailedPages);
        Assert.Equal(AnswerState.Answered, mended.QuestionAnswers[3].State);
    }

    [Fact]
    public async Task RunAsync_AnEmptyReadingWithoutConfidence_IsNoBlankPage()
    {
        using var midterm = Midterm.Copy("Nova Quill");

        await RunAsync(midterm, [Pages[0], """{"blocks":[],"confidence":0.05,"notes":"hardly anything can be seen"}""", Pages[2]]);

        var answers = await ExamFiles.TryReadAnswersAsync(midterm.Folder.Student("Nova Quill"));
        Assert.Equal([2], answers!.FailedPages);
        Assert.Equal(AnswerState.Failed, answers.QuestionAnswers[4].State);
    }

    [Fact]
    public async Task RunAsync_APageTakenAway_LeavesAGap()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        File.Delete(midterm.Folder.Student("Nova Quill").ListPages()[1]);

        await RunAsync(midterm, [Pages[0], Pages[2]]);

        var student = midterm.Folder.Student("Nova Quill");
        var answers = await ExamFiles.TryReadAnswersAsync(student);
        Assert.Equal([2], answers!.MissingPages);
        Assert.Equal(AnswerState.MissingPage, answers.QuestionAnswers[3].State);
        Assert.True(File.Exists(student.PageTranscription(3)));
        Assert.False(File.Exists(student.PageTranscription(2)));
    }

    [Fact]
    public async Task RunAsync_APageThatAPersonCorrected_ReachesTheAnswer()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        await RunAsync(midterm, Pages);
        var page = await ExamFiles.TryReadPageAsync(student, 1);
        await ExamFiles.WritePageAsync(student, page! with { TranscribedText = page.TranscribedText.Replace("1.5", "7.5", StringComparison.Ordinal) });
        await RunAsync(midterm, []);
        var byText = await ExamFiles.TryReadAnswersAsync(student);
        await ExamFiles.WritePageAsync(student, page with { Blocks = [page.Blocks[0] with { QuestionId = "5" }, .. page.Blocks.Skip(1)] });
        await RunAsync(midterm, []);
        var byBlock = await ExamFiles.TryReadAnswersAsync(student);

        Assert.Equal("x = 7.5", byText!.QuestionAnswers[1].RawText);
        Assert.Equal(("", "B"), (byBlock!.QuestionAnswers[0].RawText, byBlock.QuestionAnswers[^1].RawText));
    }

    [Theory]
    [InlineData("B", "CORRECTED")]
    [InlineData("blank", "answered")]
    public async Task RunAsync_AnswersThatAPersonEdited_StayAndAreHandedOn(string old, string now)
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var path = midterm.Folder.Student("Nova Quill").QuestionTranscriptions;
        await RunAsync(midterm, Pages);
        var edited = (await File.ReadAllTextAsync(path)).Replace($"\"{old}\"", $"\"{now}\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, edited);
        StudentAnswers? handedOn = null;

        await RunAsync(midterm, Pages, work => work.StudentRead = (_, answers, _) => { handedOn = answers; return default; }, force: true);

        Assert.Equal(edited, await File.ReadAllTextAsync(path));
        Assert.Equal(old == "B" ? "CORRECTED" : "B", handedOn!.QuestionAnswers[0].RawText);
    }

    [Fact]
    public async Task RunAsync_AnswersOfTheOlderSystem_StayAsTheyAreAndTheirStatesFollow()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        Directory.CreateDirectory(student.TranscriptionFolder);
        const string Older = """
            {"student_name":"Nova Quill","student_id":null,"exam_name":"Midterm","total_questions":2,"mapped_questions":2,
             "mapping_stats":{"expected_questions":2,"validation_errors":[]},"timestamp":"2025-01-02T03:04:05",
             "question_answers":[
              {"student_name":"Nova Quill","student_id":null,"question_id":"1a","raw_text":"B","image_paths":["p.jpg"],"confidence":0.9,"transcription_notes":null},
              {"student_name":"Nova Quill","student_id":null,"question_id":"1b","raw_text":"","image_paths":[],"confidence":0.0,"transcription_notes":null}]}
            """;
        await File.WriteAllTextAsync(student.QuestionTranscriptions, Older);
        StudentAnswers? handedOn = null;

        await RunAsync(midterm, Pages, work => work.StudentRead = (_, answers, _) => { handedOn = answers; return default; });

        Assert.Equal(Older, await File.ReadAllTextAsync(student.QuestionTranscriptions));
        Assert.Equal([AnswerState.Answered, AnswerState.Failed], handedOn!.QuestionAnswers.Select(answer => answer.State!.Value));
    }

    [Fact]
    public async Task RunAsync_WithTheExam_SendsTheQuestionsWithoutPointsAndKeysFirst()
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        var prompt = Assert.Single(model.Prompts.Distinct(StringComparer.Ordinal));
        var spec = await ExamFiles.ReadExamSpecAsync(midterm.Folder);
        Assert.All(spec.Questions, question => Assert.Contains($"Question {question.QuestionId}, printed on page {question.PageNumber}:\n{question.QuestionText}", prompt, StringComparison.Ordinal));
        Assert.DoesNotContain("transcribed_text", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", prompt, StringComparison.Ordinal);
        Assert.All(model.Requests, request => Assert.IsType<TextContent>(request[0].Contents[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_WithoutMapping_AsksForOneTextAsBefore(bool hasSpec)
    {
        using var midterm = Midterm.Copy("Nova Quill");
        if (!hasSpec)
        {
            File.Delete(midterm.Folder.ExamSpec);
        }

        using var model = new ScriptedModel(_ => PageAnswers.Good);
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder, new() { MapQuestions = !hasSpec }), midterm.Executor(model));

        var prompt = Assert.Single(model.Prompts.Distinct(StringComparer.Ordinal));
        Assert.Contains("- transcribed_text: the copy", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("blocks", prompt, StringComparison.Ordinal);
        Assert.False(File.Exists(midterm.Folder.Student("Nova Quill").QuestionTranscriptions));
        Assert.Empty((await ExamFiles.TryReadPageAsync(midterm.Folder.Student("Nova Quill"), 1))!.Blocks);
    }

    private static async Task<TranscriptionPlan> RunAsync(Midterm midterm, string[] answers, Action<TranscriptionWork>? wire = null, bool force = false)
    {
        var next = -1;
        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Force = force });
        var work = new TranscriptionWork(plan);
        wire?.Invoke(work);
        using var batch = new Exams.Workflow.StageBatch(work);

        // A page that fails is re-asked at once, so the answer is kept until another page comes.
        var byImage = new Dictionary<int, string>();
        using var model = new ScriptedModel((_, image) => byImage.TryGetValue(image, out var same) ? same : byImage[image] = answers[++next]);
        await batch.RunAsync(midterm.Executor(model, workers: 1, checkpoint: false), "test");
        return plan;
    }

    private static string Snapshot(Midterm midterm) => string.Join('\n', Directory
        .GetFiles(midterm.Folder.Student("Nova Quill").TranscriptionFolder).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetFileName(file)} {File.GetLastWriteTimeUtc(file).Ticks}"));
}
