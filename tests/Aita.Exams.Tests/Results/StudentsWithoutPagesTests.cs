using Aita.Exams.Stages.Audit;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Stages;
using Aita.Exams.Tests.Stages.Audit;
using Aita.Exams.Tests.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Results;

/// <summary>Transcriptions and grades that a folder left behind when it was renamed: they are somebody else's.</summary>
public sealed class StudentsWithoutPagesTests
{
    [Fact]
    public async Task AFolderThatWasRenamed_LeavesNoMarksAndNoScansOfAnother()
    {
        using var course = await ClassAsync();
        var (ann, bob) = (course.Folder.Student("Ann"), course.Folder.Student("Bob"));
        await ReportStage.RunAsync(course.Folder);
        Assert.True(File.Exists(ann.AnnotatedExam));

        await RenameAsync(course);
        await ReportStage.RunAsync(course.Folder);

        Assert.False(File.Exists(ann.AnnotatedExam));
        Assert.True(File.Exists(bob.AnnotatedExam));
        Assert.DoesNotContain("data:image", await File.ReadAllTextAsync(ann.Report), StringComparison.Ordinal);
        Assert.DoesNotContain("F = m a", await File.ReadAllTextAsync(ann.Report), StringComparison.Ordinal);
        Assert.Contains("Ann (1a, 1b, 2)", (await Assert.ThrowsAsync<ExamException>(() => CsvExport.RunAsync(course.Folder))).Message, StringComparison.Ordinal);
        Assert.Equal(["Ann (1)"], (await CsvExport.RunAsync(course.Folder, new() { Open = OpenStudents.LeaveOut })).LeftOut);
        Assert.Contains((await Verification.RunAsync(course.Folder)).Problems, problem => problem.Check == "grades" && problem.Message == "Ann has grades, but no pages in grouped/Ann.");
    }

    [Fact]
    public async Task AFolderOfNobodyThatIsKnown_IsNoStudentAndIsReported()
    {
        using var course = await ClassAsync();
        await ReportStage.RunAsync(course.Folder);
        await RenameAsync(course);
        File.Delete(course.Folder.Students);

        await ReportStage.RunAsync(course.Folder);

        Assert.Equal(1, (await CsvExport.RunAsync(course.Folder)).Exported);
        Assert.False(File.Exists(course.Folder.Student("Ann").AnnotatedExam));
        Assert.False(File.Exists(course.Folder.Student("Ann").Report));
        Assert.Contains((await Verification.RunAsync(course.Folder)).Problems, problem => problem.Message == "Ann has grades, but no pages in grouped/Ann.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Grade_ATranscriptionWithoutPages_IsSomebodysOnlyWhereNothingWasIngested(bool isIngested)
    {
        using var room = await Classroom.OfAsync("Ann", "Bob");
        using var model = new ScriptedModel(Answers.Full);
        Directory.CreateDirectory(room.Folder.Student("Bob").Pages);
        await File.WriteAllBytesAsync(Path.Join(room.Folder.Student("Bob").Pages, "page_001.jpg"), [1]);
        if (isIngested)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(room.Folder.IngestManifest)!);
            await File.WriteAllTextAsync(room.Folder.IngestManifest, """{"pages":[]}""");
        }

        var plan = await room.PlanAsync();
        await room.GradeAsync(model);

        Assert.Equal(isIngested ? 1 : 2, plan.TotalStudents);
        Assert.Equal(!isIngested, File.Exists(room.Folder.Student("Ann").Grades));
        Assert.Equal(isIngested, plan.Warnings.Any(warning => warning.StartsWith("Ann has a transcription, but no pages", StringComparison.Ordinal)));
    }

    private static async Task<GradedClass> ClassAsync()
    {
        var course = await GradedClass.CreateAsync();
        await course.AddAsync("Ann", "1", 4, 6, 10);
        await course.AddPagesAsync("Bob", "2");
        Directory.Delete(course.Folder.Student("Bob").Pages, recursive: true);
        return course;
    }

    /// <summary>What <c>mv grouped/Ann grouped/Bob</c>, ingest, transcribe and grade lead to.</summary>
    private static async Task RenameAsync(GradedClass course)
    {
        Directory.Move(course.Folder.Student("Ann").Pages, course.Folder.Student("Bob").Pages);
        await GradedClass.WriteGradesAsync(course.Folder.Student("Bob"), "2", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 6), GradedClass.Graded(2, 10)]);
        await VerificationTests.ManifestAsync(course);
    }
}
