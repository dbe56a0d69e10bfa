using System.Text.Json.Nodes;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Ingest;
using Aita.Exams.Tests.Images;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Ingest;

/// <summary>What a person does stays, whatever is run again.</summary>
public sealed class IngestCorrectionTests
{
    [Fact]
    public async Task RunAsync_AnUnresolvedItemThatAPersonCompleted_IsFollowed()
    {
        using var desk = new ScanDesk("Name,student_id\nRobin Hale,S0101\nRobin Hall,S0102\n");
        desk.Pdf("a.pdf", desk.Page("Robin Hal", "", 1), desk.Page("Robin Hal", "", 2));
        var first = await desk.RunAsync();
        var requests = desk.Requests;
        var item = Items(desk).Single();

        Assert.Equal((1, PageState.Unassigned), (first.Unresolved, first.Manifest.Pages[0].State));
        Assert.Equal(2, item!["candidates"]!.AsArray().Count);
        Assert.True(File.Exists(Path.Join(desk.Folder.Root, item["strip"]!.GetValue<string>())));
        Assert.All(desk.Grouped(), file => Assert.StartsWith("Remaining_Images/a_", file, StringComparison.Ordinal));
        Answer(desk, 0, "S0102");

        var second = await desk.RunAsync();
        var third = await desk.RunAsync();

        Assert.Equal(["Robin Hall/page_001.jpg", "Robin Hall/page_002.jpg"], desk.Grouped());
        Assert.Equal((0, requests), (second.Unresolved, desk.Requests));
        Assert.Equal(ScanDesk.States(second), ScanDesk.States(third));
        Assert.Equal("S0102", Items(desk).Single()!["student"]!.GetValue<string>());
    }

    [Fact]
    public async Task RunAsync_AnAnswerThatNamesNobody_IsAWarningAndStays()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Wren Alder", "S0999", 1));
        await desk.RunAsync();
        Answer(desk, 0, "Nova Quil");

        var result = await desk.RunAsync();

        Assert.Contains(result.Warnings, warning => warning.Contains("there is no student 'Nova Quil' on the roster", StringComparison.Ordinal));
        Assert.Equal("Nova Quil", Items(desk).Single()!["student"]!.GetValue<string>());
        Assert.Equal(["Unassigned"], ScanDesk.States(result));
    }

    [Fact]
    public async Task RunAsync_FilesThatAPersonMovedRenamedEditedOrDeleted_StayAsTheyAre()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 2), desk.Page("Nova Quill", "S0001", 3));
        desk.Pdf("b.pdf", desk.Page("Pixel Marsh", "S0002", 1), desk.Page("Pixel Marsh", "S0002", 2));
        await desk.RunAsync();
        var (nova, pixel, juniper) = (desk.Folder.Student("Nova Quill").Pages, desk.Folder.Student("Pixel Marsh").Pages, desk.Folder.Student("Juniper Voss").Pages);
        Directory.CreateDirectory(juniper);
        File.Move(Path.Join(nova, "page_001.jpg"), Path.Join(juniper, "page_001.jpg"));
        File.Move(Path.Join(nova, "page_002.jpg"), Path.Join(nova, "page_004.jpg"));
        File.Delete(Path.Join(nova, "page_003.jpg"));
        using var edited = TestPage.Draw(1, 0, 99);
        await File.WriteAllBytesAsync(Path.Join(pixel, "page_001.jpg"), TestPage.Jpeg(edited));
        var before = desk.Grouped();

        foreach (var force in (bool[])[false, true])
        {
            var result = await desk.RunAsync(new() { Force = force });

            Assert.Equal(before, desk.Grouped());
            Assert.Equal(TestPage.Jpeg(edited), File.ReadAllBytes(Path.Join(pixel, "page_001.jpg")));
            Assert.Equal(["Juniper Voss 1", "Nova Quill 4", "Unassigned", "Pixel Marsh 1", "Pixel Marsh 2"], ScanDesk.States(result));
            Assert.Equal(4, result.Manifest.Pages.Count(page => page.ByPerson));
            Assert.True(result.Manifest.Counts.AddUp);
        }
    }

    [Fact]
    public async Task RunAsync_AFileOfAPersonInTheWay_IsNotOverwritten()
    {
        using var desk = new ScanDesk();
        desk.Write("grouped/Nova Quill/page_001.jpg", [1, 2, 3]);
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 2), desk.Page("Nova Quill", "S0001", 3));

        var result = await desk.RunAsync();

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Join(desk.Folder.Grouped, "Nova Quill", "page_001.jpg")));
        Assert.Equal(["Unassigned", "Nova Quill 2", "Nova Quill 3"], ScanDesk.States(result));
        Assert.Equal(1, result.Unresolved);
    }

    [Fact]
    public async Task RunAsync_FilesAddedLater_FindTheirStudentsAndNothingIsForgotten()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 3));
        var first = await desk.RunAsync();
        var late = desk.Write("late/b.jpg", TestPage.Jpeg(desk.Page("Nova Quill", "S0001", 2)));

        var second = await desk.RunAsync(new() { Paths = [late] });

        Assert.Equal([2], first.Manifest.MissingPages["Nova Quill"]);
        Assert.Empty(second.Manifest.MissingPages);
        Assert.Equal(3, desk.Requests);
        Assert.Equal(["Nova Quill 1", "Nova Quill 3", "Nova Quill 2"], ScanDesk.States(second));
    }

    [Fact]
    public async Task RunAsync_OneStudent_LeavesTheOthersWhereTheyAre()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1));
        desk.Pdf("b.pdf", desk.Page("Pixel Marsh", "S0002", 1));

        var result = await desk.RunAsync(new() { Student = "S0002" });

        Assert.Equal(["Pixel Marsh/page_001.jpg"], desk.Grouped());
        Assert.Equal(["Waiting", "Pixel Marsh 1"], ScanDesk.States(result));
        Assert.Equal(["Nova Quill 1", "Pixel Marsh 1"], ScanDesk.States(await desk.RunAsync()));
        Assert.Equal(2, desk.Requests);
    }

    [Fact]
    public async Task RunAsync_AStudentNobodyKnows_IsRefusedBeforeAnythingIsSent()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1));

        var refused = await Assert.ThrowsAsync<ExamException>(() => desk.RunAsync(new() { Student = "Nova Quil" }));

        Assert.Equal("There is no student 'Nova Quil'; did you mean 'Nova Quill'?", refused.Message);
        Assert.Equal(0, desk.Requests);
    }

    [Fact]
    public async Task RunAsync_WithoutARosterAStudentOfWhomThereIsNoPage_IsAWarning()
    {
        using var desk = new ScanDesk(roster: null);
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1));

        var nobody = await desk.RunAsync(new() { Student = "Wren Alder" });
        var nova = await desk.RunAsync(new() { Student = "Nova Quill" });

        Assert.Contains("No page was found of the student 'Wren Alder'.", nobody.Warnings);
        Assert.Equal(["Nova Quill 1"], ScanDesk.States(nova));
        Assert.DoesNotContain(nova.Warnings, warning => warning.StartsWith("No page was found", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_ForcedForOneStudent_ForcesNobodyElseNorAfterAnInterruption()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1));
        desk.Pdf("b.pdf", desk.Page("Pixel Marsh", "S0002", 1));
        await desk.RunAsync();
        var forced = await IngestPlan.ReadAsync(desk.Folder, new() { Model = "scripted", Force = true, Student = "S0001" });
        await File.WriteAllTextAsync(desk.Folder.In("ingest", "forced_run.json"), """{"only":["Nova Quill"]}""");
        var after = await IngestPlan.ReadAsync(desk.Folder, new() { Model = "scripted" });
        var other = await IngestPlan.ReadAsync(desk.Folder, new() { Model = "scripted", Student = "S0002" });

        await IngestStage.RunAsync(after, desk.Executor());

        Assert.Equal((1, 1, 0), (forced.Calls, after.Calls, other.Calls));
        Assert.True(after.ContinuesForcedRun);
        Assert.False(other.ContinuesForcedRun);
        Assert.False(File.Exists(desk.Folder.In("ingest", "forced_run.json")));
        Assert.Equal(0, (await IngestPlan.ReadAsync(desk.Folder, new() { Model = "scripted" })).Calls);
    }

    [Fact]
    public async Task RunAsync_StoppedBeforeAllPagesAreIn_IsNotFinished()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1));
        var plan = await IngestPlan.ReadAsync(desk.Folder, new() { Model = "scripted" });

        var result = await IngestStage.RunAsync(plan, desk.Executor(), cancellationToken: new CancellationToken(canceled: true));

        Assert.False(result.IsFinished);
    }

    [Fact]
    public async Task StudentReady_ACompleteCertainExam_IsHandedOnBeforeTheLastStripIsRead()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 2), desk.Page("Nova Quill", "S0001", 3));
        desk.Pdf("b.pdf", desk.Page("Pixel Marsh", "S0002", 1), desk.Page("Pixel Marsh", "S0002", 2));
        var work = new IngestWork(await IngestPlan.ReadAsync(desk.Folder, new() { Model = "scripted" }));
        var told = new List<(string Student, int Pages, int Assigned, int Strips)>();
        work.StudentReady = async (student, token) =>
        {
            var manifest = await IngestManifest.TryReadAsync(desk.Folder, token);
            told.Add((student.Name, student.ListPages().Count, manifest!.Counts.Assigned, manifest.Pages.Count(page => page.Strip is not null && page.File!.Contains(student.Name, StringComparison.Ordinal))));
        };
        using var batch = new StageBatch(work);
        work.Post = batch.Post;

        await batch.RunAsync(desk.Executor(), "test");

        Assert.Equal([("Nova Quill", 3, 3, 3), ("Pixel Marsh", 2, 5, 2)], told);
        Assert.Equal(5, work.Result.Manifest.Counts.Assigned);
    }

    private static JsonArray Items(ScanDesk desk) => JsonNode.Parse(File.ReadAllText(desk.Folder.Unresolved))!["items"]!.AsArray();

    private static void Answer(ScanDesk desk, int item, string student)
    {
        var file = JsonNode.Parse(File.ReadAllText(desk.Folder.Unresolved))!;
        file["items"]!.AsArray()[item]!["student"] = student;
        File.WriteAllText(desk.Folder.Unresolved, file.ToJsonString());
    }
}
