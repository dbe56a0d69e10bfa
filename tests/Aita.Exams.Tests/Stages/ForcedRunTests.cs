using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Tests.Stages.Rubrics;
using Aita.Exams.Tests.Stages.Transcription;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages;

public sealed class ForcedRunTests
{
    private const string Newer = """{"blocks":[{"question_id":"2","text":"the second reading","box":[0,0,500,1000]}],"confidence":0.5,"notes":""}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rubrics_AForcedRunThatWasKilled_GoesOnAndItsAnswersReachTheFiles(bool forceAgain)
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good));
        var before = await ReadAsync(midterm.Folder.AnswerKeys, midterm.Folder.Rubrics, midterm.Folder.RubricRecord);
        using var model = new ScriptedModel(prompt => RubricAnswers.Good(prompt).Replace("0.5", "second", StringComparison.Ordinal));
        await StopAfterAsync(5, model, async (stopping, token) => await RubricStage.RunAsync(
            await RubricPlan.ReadAsync(midterm.Folder, new() { Force = true }, CancellationToken.None), midterm.Executor(stopping, workers: 1), cancellationToken: token));
        await RestoreAsync(before);
        var bought = model.Requests.Count;

        var plan = await RubricPlan.ReadAsync(midterm.Folder, new() { Force = forceAgain });
        var result = await RubricStage.RunAsync(plan, midterm.Executor(model));

        Assert.InRange(bought, 5, 12);
        Assert.True(plan.ContinuesForcedRun);
        Assert.Equal(13, model.Requests.Count);
        Assert.True(result.IsFinished);
        Assert.All((await ExamFiles.TryReadAnswerKeysAsync(midterm.Folder.AnswerKeys))!, key => Assert.Equal(["second"], key.AlternativeAnswers));
        Assert.False((await RubricPlan.ReadAsync(midterm.Folder)).ContinuesForcedRun);
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(model));
        Assert.Equal(13, model.Requests.Count);
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder, new() { Force = true }), midterm.Executor(model));
        Assert.Equal(26, model.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transcription_AForcedRunThatWasKilled_GoesOnAndItsReadingsReachTheFiles(bool forceAgain)
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh");
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));
        var files = Directory.GetFiles(midterm.Folder.TranscriptionResults, "*", SearchOption.AllDirectories);
        var before = await ReadAsync(files);
        using var model = new ScriptedModel(_ => Newer);
        await StopAfterAsync(4, model, async (stopping, token) => await TranscriptionStage.RunAsync(
            await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Force = true }, CancellationToken.None), midterm.Executor(stopping, workers: 1), cancellationToken: token));
        await RestoreAsync(before);
        var bought = model.Requests.Count;

        var result = await TranscriptionStage.RunAsync(
            await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Force = forceAgain }), midterm.Executor(model));

        Assert.InRange(bought, 4, 5);
        Assert.Equal(6, model.Requests.Count);
        Assert.True(result.IsFinished);
        foreach (var student in midterm.Folder.ListStudents())
        {
            Assert.Equal("the second reading", (await ExamFiles.TryReadPageAsync(student, 1))!.TranscribedText);
        }

        Assert.Equal(files.Order(), Directory.GetFiles(midterm.Folder.TranscriptionResults, "*", SearchOption.AllDirectories).Order());
        Assert.Equal(0, (await TranscriptionPlan.ReadAsync(midterm.Folder)).Calls);
    }

    [Fact]
    public async Task Transcription_AForcedRunOfOneStudent_ForcesNobodyElse()
    {
        using var midterm = Midterm.Copy("Nova Quill", "Pixel Marsh", "Tansy Orbit");
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));
        using var model = new ScriptedModel(_ => Newer);
        await StopAfterAsync(1, model, async (stopping, token) => await TranscriptionStage.RunAsync(
            await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Force = true, Student = "Nova Quill" }, CancellationToken.None),
            midterm.Executor(stopping, workers: 1), cancellationToken: token));

        Assert.Equal(3, (await TranscriptionPlan.ReadAsync(midterm.Folder)).Calls);
        Assert.Equal(0, (await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Student = "Tansy Orbit" })).Calls);
        await TranscriptionStage.RunAsync(
            await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Force = true, Student = "Pixel Marsh" }), midterm.Executor(model));
        Assert.Equal(3, (await TranscriptionPlan.ReadAsync(midterm.Folder)).Calls);
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(6, model.Requests.Count);
        Assert.False(File.Exists(midterm.Folder.ForcedTranscription));
    }

    [Fact]
    public async Task Rubrics_AForcedRunWhoseCheckpointCannotBeOpened_LeavesNoNote()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await File.WriteAllTextAsync(Path.Join(midterm.Root, "checkpoints"), "a file where the folder should be");
        var plan = await RubricPlan.ReadAsync(midterm.Folder, new() { Force = true });

        await Assert.ThrowsAnyAsync<Exception>(() => RubricStage.RunAsync(plan, midterm.Executor(RubricAnswers.Good)));

        Assert.False(File.Exists(midterm.Folder.ForcedRubrics));
        Assert.DoesNotContain(Directory.GetFiles(midterm.Folder.RubricFolder), file => file.EndsWith(".prepared", StringComparison.Ordinal));
    }

    private static async Task StopAfterAsync(int answers, ScriptedModel model, Func<ScriptedModel, CancellationToken, Task> run)
    {
        using var stop = new CancellationTokenSource();
        model.Asked = count =>
        {
            if (count == answers)
            {
                stop.Cancel();
            }
        };
        await run(model, stop.Token);
        model.Asked = null;
    }

    private static async Task<IReadOnlyList<(string Path, byte[] Content)>> ReadAsync(params IReadOnlyList<string> paths)
    {
        var files = new List<(string, byte[])>();
        foreach (var path in paths)
        {
            files.Add((path, await File.ReadAllBytesAsync(path)));
        }

        return files;
    }

    /// <summary>A process that is killed does not write files any more, so what a stopped run wrote is taken back.</summary>
    private static async Task RestoreAsync(IReadOnlyList<(string Path, byte[] Content)> files)
    {
        foreach (var (path, content) in files)
        {
            await File.WriteAllBytesAsync(path, content);
        }
    }
}
