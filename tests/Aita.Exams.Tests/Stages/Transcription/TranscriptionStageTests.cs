using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;
using Aita.Simulator;

namespace Aita.Exams.Tests.Stages.Transcription;

public sealed class TranscriptionStageTests
{
    private static readonly string[] Students = ["Bramble Kite", "Juniper Voss", "Nova Quill", "Pixel Marsh", "Tansy Orbit"];

    [Fact]
    public async Task RunAsync_WithoutNoise_ReadsEveryPageExactly()
    {
        using var midterm = Midterm.Copy();
        await using var server = await SimulatorServer.StartAsync(new() { ReadingNoise = 0 });
        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder, new() { MapQuestions = false });

        var result = await TranscriptionStage.RunAsync(plan, midterm.Executor(server));

        Assert.Equal(15, server.Traffic.Requests);
        Assert.Empty(result.Failed);
        Assert.Equal(Students, result.Summary.Students.Select(student => student.StudentName));
        foreach (var student in Students)
        {
            var truth = Midterm.TruthOf(student);
            for (var page = 1; page <= truth.Count; page++)
            {
                var read = await ExamFiles.TryReadPageAsync(midterm.Folder.Student(student), page);
                Assert.Equal(truth[page - 1], read!.TranscribedText);
                Assert.Equal($"grouped/{student}/page_{page:000}.jpg", read.ImagePath);
            }
        }

        // The truth is full of LaTeX, so what came through came through intact.
        var nova = await File.ReadAllTextAsync(midterm.Folder.Student("Nova Quill").PageTranscription(2));
        Assert.Contains(@"\\frac{dv}{dt}", nova, StringComparison.Ordinal);
        var whole = await ExamFiles.TryReadTranscriptionAsync(midterm.Folder.Student("Nova Quill"));
        Assert.Equal(["page_1", "page_2", "page_3"], whole!.StudentAnswers.Select(answer => answer.QuestionId));
        Assert.Equal((3, 3, 0, 100.0), (whole.TotalPages, whole.SuccessfulPages, whole.FailedPages, whole.SuccessRate));
    }

    [Fact]
    public async Task RunAsync_BrokenLatexOnTheWire_ArrivesIntact()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        const string Page = """{"blocks":[{"question_id":"1a","text":"$\frac{1}{2} \alpha \nu \times \theta \beta \rho$","box":[1,2,3,4]}],"confidence":0.9,"notes":""}""";

        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => Page));

        var read = await ExamFiles.TryReadPageAsync(midterm.Folder.Student("Nova Quill"), 1);
        Assert.Equal(@"$\frac{1}{2} \alpha \nu \times \theta \beta \rho$", read!.TranscribedText);
    }

    [Fact]
    public async Task RunAsync_ARegisterWrittenSinceThePlan_KeepsWhatIsInIt()
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");
        await (await StudentRegister.ReadAsync(midterm.Folder)).With([new() { Folder = "Nova Quill", StudentName = "Nova Quill" }]).WriteAsync(midterm.Folder);
        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);
        var written = (await StudentRegister.ReadAsync(midterm.Folder)).With(
            [new() { Folder = "Nova Quill", StudentName = "Nova Quill", StudentId = "S0001" }, new() { Folder = "Tansy Orbit", StudentName = "Tansy Orbit" }]);
        await written.WriteAsync(midterm.Folder);

        await TranscriptionStage.RunAsync(plan, midterm.Executor(_ => PageAnswers.Good));

        var register = await StudentRegister.ReadAsync(midterm.Folder);
        Assert.Equal(["Nova Quill", "Pixel Marsh", "Tansy Orbit"], register.Students.Select(student => student.Folder));
        Assert.Equal(written.Find("Nova Quill"), register.Find("Nova Quill"));
        Assert.Equal(plan.Register!.Find("Pixel Marsh"), register.Find("Pixel Marsh"));
    }

    [Fact]
    public async Task RunAsync_ARegisterWithOtherPseudonymsByNow_IsRefusedBeforeAnythingIsSent()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);
        await StudentRegister.OpenAsync(midterm.Folder);
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var refused = await Assert.ThrowsAsync<ExamException>(() => TranscriptionStage.RunAsync(plan, midterm.Executor(model)));

        Assert.Contains("run the command again", refused.Message, StringComparison.Ordinal);
        Assert.Empty(model.Requests);
    }

    [Theory]
    [InlineData("S0001")]
    [InlineData("quill, nova")]
    public async Task ReadAsync_AStudentByNumberOrName_IsThatStudent(string wanted)
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");
        await (await StudentRegister.ReadAsync(midterm.Folder)).With([new() { Folder = "Nova Quill", StudentName = "Nova Quill", StudentId = "S0001" }]).WriteAsync(midterm.Folder);

        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Student = wanted });

        Assert.Equal("Nova Quill", Assert.Single(plan.Students).Folder.Name);
    }

    [Fact]
    public async Task RunAsync_AnyPage_SendsNeitherNameNorPath()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(3, model.Requests.Count);
        Assert.All(model.Prompts, prompt => Assert.DoesNotContain("Nova", prompt, StringComparison.OrdinalIgnoreCase));
        Assert.Single(model.Prompts.Distinct(StringComparer.Ordinal));
        Assert.All(model.Requests, request => Assert.Null(request[0].Contents.OfType<Microsoft.Extensions.AI.DataContent>().Single().Name));
    }

    [Fact]
    public async Task RunAsync_ASecondTime_SendsNothing()
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(_ => PageAnswers.Good);
        var executor = midterm.Executor(model, checkpoint: false);
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), executor);
        var before = await File.ReadAllTextAsync(midterm.Folder.Student("Nova Quill").Transcriptions);

        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);
        var result = await TranscriptionStage.RunAsync(plan, executor);

        Assert.Equal(0, plan.Calls);
        Assert.Equal(6, model.Requests.Count);
        Assert.All(result.Items, item => Assert.Equal(StageItemState.Kept, item.State));
        Assert.Equal(before, await File.ReadAllTextAsync(midterm.Folder.Student("Nova Quill").Transcriptions));
        Assert.Equal(6, result.Summary.SuccessfulPages);
    }

    [Fact]
    public async Task RunAsync_AfterAKill_TakesPagesFromTheCheckpoint()
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(_ => PageAnswers.Good);
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));
        Directory.Delete(midterm.Folder.TranscriptionResults, recursive: true);

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(6, model.Requests.Count);
        Assert.True(result.IsFinished);
        Assert.True(File.Exists(midterm.Folder.Student("Nova Quill").Transcriptions));
    }

    [Theory]
    [InlineData(true, null, 6)]
    [InlineData(true, "Nova Quill", 3)]
    [InlineData(false, null, 1)]
    public async Task RunAsync_ForceOrAChangedImage_ReadsOnlyWhatIsAskedFor(bool force, string? student, int expected)
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));
        if (!force)
        {
            var pages = midterm.Folder.Student("Nova Quill").ListPages();
            midterm.CopyBlankExam();
            File.Copy(Directory.GetFiles(midterm.Folder.BlankExam)[0], pages[2], overwrite: true);
            Directory.Delete(midterm.Folder.BlankExam, recursive: true);
        }

        using var model = new ScriptedModel(_ => PageAnswers.Good);
        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Force = force, Student = student });
        var result = await TranscriptionStage.RunAsync(plan, midterm.Executor(model));

        Assert.Equal(expected, model.Requests.Count);
        Assert.Equal(2, result.Summary.TotalStudents);
        Assert.Equal(6, result.Summary.SuccessfulPages);
    }

    [Fact]
    public async Task RunAsync_APageIsNowTheImageOfAnother_IsNotBoughtAgain()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));
        var pages = midterm.Folder.Student("Nova Quill").ListPages();
        File.Copy(pages[1], pages[2], overwrite: true);
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal((0, 3), (model.Requests.Count, result.Summary.SuccessfulPages));
    }

    [Fact]
    public async Task RunAsync_APageThatAPersonEdited_StaysAsItIs()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));
        var text = await File.ReadAllTextAsync(student.PageTranscription(2));
        await File.WriteAllTextAsync(student.PageTranscription(2), text.Replace("I think", "CORRECTED BY HAND", StringComparison.Ordinal));

        using var model = new ScriptedModel(_ => PageAnswers.Good);
        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Force = true }), midterm.Executor(model));

        Assert.Equal(2, model.Requests.Count);
        Assert.Equal(StageItemState.Edited, result.Items[1].State);
        Assert.Contains("CORRECTED BY HAND", await File.ReadAllTextAsync(student.PageTranscription(2)), StringComparison.Ordinal);
        Assert.Contains("CORRECTED BY HAND", await File.ReadAllTextAsync(student.Transcriptions), StringComparison.Ordinal);
        Assert.Contains("CORRECTED BY HAND", await File.ReadAllTextAsync(student.TranscriptionReport), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ConfidenceOutOfRange_IsAskedForOnceMoreAndThenFails()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        using var model = new ScriptedModel(_ => """{"blocks":[],"confidence":95,"notes":""}""");

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(6, model.Requests.Count);
        Assert.Equal(3, result.Failed.Count());
        Assert.Contains("confidence is 95", result.Failed.First().Error, StringComparison.Ordinal);
        Assert.False(File.Exists(midterm.Folder.Student("Nova Quill").PageTranscription(1)));
        var whole = await ExamFiles.TryReadTranscriptionAsync(midterm.Folder.Student("Nova Quill"));
        Assert.Empty(whole!.StudentAnswers);
        Assert.Equal((0, 3), (whole.SuccessfulPages, whole.FailedPages));
        Assert.Equal(3, whole.Errors.Count);
    }

    [Fact]
    public async Task RunAsync_AStudentIsDone_FilesAreThereBeforeTheRunEnds()
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");
        var (nova, pixel) = (midterm.Folder.Student("Nova Quill"), midterm.Folder.Student("Pixel Marsh"));
        var answered = 0;
        var early = false;
        using var model = new ScriptedModel(_ =>
        {
            // One page at a time in the order of students: the last page of the second waits for the files of the first.
            if (Interlocked.Increment(ref answered) == 6)
            {
                early = SpinWait.SpinUntil(() => File.Exists(nova.TranscriptionReport), TimeSpan.FromMinutes(5)) && !File.Exists(pixel.Transcriptions);
            }

            return PageAnswers.Good;
        });

        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model, workers: 1));

        Assert.True(early);
        Assert.True(File.Exists(pixel.Transcriptions));
    }

    [Fact]
    public async Task RunAsync_StoppedInTheMiddle_KeepsThePagesThatWereRead()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        using var stop = new CancellationTokenSource();
        using var model = new ScriptedModel(_ =>
        {
            stop.Cancel();
            return PageAnswers.Good;
        });

        var result = await TranscriptionStage.RunAsync(
            await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model, workers: 1, checkpoint: false), cancellationToken: stop.Token);
        var next = await TranscriptionPlan.ReadAsync(midterm.Folder);

        Assert.False(result.IsFinished);
        Assert.Single(model.Requests);
        Assert.Equal(2, next.Calls);
        Assert.False(File.Exists(midterm.Folder.Student("Nova Quill").Transcriptions));
        Assert.Equal(0, result.Summary.TotalStudents);
    }

    [Fact]
    public async Task RunAsync_PagesOfTheOlderSystem_AreLoadedAndKept()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        Directory.CreateDirectory(student.TranscriptionFolder);
        await File.WriteAllTextAsync(student.PageTranscription(1), """
            {"page_number":1,"image_path":"data/grouped/Nova Quill/page_001.jpg","transcribed_text":"by the older one","confidence":0.8,
             "notes":null,"processing_time":2.5,"public_url":"https://example.org/x.jpg","timestamp":"2025-01-02T03:04:05"}
            """);
        await File.WriteAllTextAsync(student.PageTranscription(2), """
            {"page_number":2,"image_path":"p.jpg","transcribed_text":"","confidence":0.0,"notes":"failed","processing_time":0,"public_url":null,"timestamp":null}
            """);
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(2, model.Requests.Count);
        Assert.Equal([StageItemState.Edited, StageItemState.Made, StageItemState.Made], result.Items.Select(item => item.State));
        Assert.Equal("by the older one", (await ExamFiles.TryReadPageAsync(student, 1))!.TranscribedText);
    }

    [Fact]
    public async Task ReadAsync_AnUnknownStudent_NamesThoseThereAre()
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");

        var exception = await Assert.ThrowsAsync<ExamException>(() => TranscriptionPlan.ReadAsync(midterm.Folder, new() { Student = "Nobody" }));

        Assert.Contains("'Nova Quill', 'Pixel Marsh'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_AMissingPage_IsSaid()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        File.Delete(midterm.Folder.Student("Nova Quill").ListPages()[2]);

        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);

        Assert.Equal("Nova Quill has 2 pages, but the exam has 3: page 3 is missing.", Assert.Single(plan.Warnings));
    }

    [Fact]
    public async Task RunAsync_TheDiskRefuses_ThrowsAndStops()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await File.WriteAllTextAsync(midterm.Folder.TranscriptionResults, "a file where a folder should be");

        await Assert.ThrowsAsync<ExamException>(async () =>
            await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good)));
    }
}
