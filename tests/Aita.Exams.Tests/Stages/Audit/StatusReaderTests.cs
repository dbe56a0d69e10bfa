using Aita.Exams.Stages.Audit;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Audit;

public sealed class StatusReaderTests
{
    [Fact]
    public async Task ReadAsync_EmptyFolder_BeginsWithIngest()
    {
        using var folder = new TemporaryFolder();
        folder.Touch("data", "midterm", "scans", "stack.pdf");

        var status = await StatusReader.ReadAsync(AssignmentFolder.Open(folder.At("data"), "midterm"));

        Assert.All(status.Stages, stage => Assert.Equal(StageProgress.NotBegun, stage.State));
        Assert.StartsWith("aita ingest ", status.Next, StringComparison.Ordinal);
        Assert.Contains("1 files in scans/", status.Stages[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_GradedClass_SaysWhatIsThereWhatWaitsAndWhatIsNext()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        await course.AddAsync("Rene Moss", "2", 4, null, null);

        var status = await StatusReader.ReadAsync(course.Folder);

        Assert.Equal(course.Folder.Root, status.Folder);
        Assert.Equal(
            [StageProgress.Done, StageProgress.Done, StageProgress.Done, StageProgress.Done, StageProgress.Done, StageProgress.NotBegun, StageProgress.NotBegun],
            status.Stages.Select(stage => stage.State));
        Assert.Equal("4 pages of 2 students", status.Stages[0].Details);
        Assert.Equal("4 of 4 pages, 2 of 2 students", status.Stages[3].Details);
        Assert.Equal("2 of 2 students, 2 answers open, 4 marks suggested by a model, not decided", status.Stages[4].Details);
        Assert.Equal([(3, "aita approve rubric -a midterm"), (2, "aita review -a midterm")], status.Waiting.Select(item => (item.Count, item.Command)));
        Assert.Equal("aita report -a midterm", status.Next);
    }

    [Fact]
    public async Task ReadAsync_OpenAnswersAfterTheReport_AreToBeDecidedBeforeTheExport()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, null);
        await ReportStage.RunAsync(course.Folder);

        var open = await StatusReader.ReadAsync(course.Folder);
        await GradedClass.WriteGradesAsync(student, "1", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 6), GradedClass.Graded(2, 10)]);
        var decided = await StatusReader.ReadAsync(course.Folder);
        await ReportStage.RunAsync(course.Folder);
        var ready = await StatusReader.ReadAsync(course.Folder);
        await CsvExport.RunAsync(course.Folder);
        await ApproveAllAsync(course);
        var finished = await StatusReader.ReadAsync(course.Folder);

        Assert.Equal("aita review -a midterm", open.Next);
        Assert.Equal("aita report -a midterm", decided.Next);
        Assert.Equal("aita export csv -a midterm", ready.Next);
        Assert.Null(finished.Next);
        Assert.Empty(finished.Waiting);
        Assert.All(finished.Stages, stage => Assert.Equal(StageProgress.Done, stage.State));
    }

    [Fact]
    public async Task ReadAsync_IngestLeftSomething_ComesFirst()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddPagesAsync("Nova Quill", "1");
        Directory.CreateDirectory(Path.GetDirectoryName(course.Folder.Unresolved)!);
        await File.WriteAllTextAsync(course.Folder.Unresolved, """{"what_to_do":"...","items":[{"id":"a","student":""},{"id":"b","student":"Rene Moss"}]}""");
        await File.WriteAllTextAsync(course.Folder.IngestManifest, """{"pages":[{"state":"unassigned","source":"a.pdf"}]}""");

        var status = await StatusReader.ReadAsync(course.Folder);

        Assert.Equal(StageProgress.Partly, status.Stages[0].State);
        Assert.Equal([1, 1], status.Waiting.Take(2).Select(item => item.Count));
        Assert.Equal(course.Folder.Unresolved, status.Waiting[0].Where);
        Assert.StartsWith("aita ingest ", status.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_DataFolderOfTheOlderSystem_IsLookedAtWhereItIs()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        var data = Path.GetDirectoryName(course.Folder.Root)!;
        foreach (var entry in Directory.EnumerateFileSystemEntries(course.Folder.Root))
        {
            Directory.Move(entry, Path.Join(data, Path.GetFileName(entry)));
        }

        Directory.Delete(course.Folder.Root);

        var status = await StatusReader.ReadAsync(AssignmentFolder.Open(data, AssignmentFolder.DefaultName));

        Assert.Equal(data, status.Folder);
        Assert.Equal("2 of 2 pages, 1 of 1 students", status.Stages[3].Details);
        Assert.Equal(StageProgress.Done, status.Stages[4].State);
    }

    private static async Task ApproveAllAsync(GradedClass course)
    {
        var approvals = await Approvals.ReadAsync(course.Folder);
        foreach (var rubric in await ExamFiles.TryReadRubricsAsync(course.Folder.Rubrics) ?? [])
        {
            approvals = approvals.With(rubric, key: null, "Kim", DateTimeOffset.UnixEpoch);
        }

        await approvals.WriteAsync(course.Folder);
    }
}
