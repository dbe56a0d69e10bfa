using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Grading.Calibration;

public sealed class KeptThresholdTests
{
    private static readonly string[] Students = [.. Enumerable.Range(10, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"Student {i}"))];

    [Fact]
    public async Task Compare_WithoutAnErrorRate_KeepsTheThresholdThatWasSet()
    {
        using var room = await GradedAsync();
        var path = await MarksAsync(room, wrong: 0);
        var first = await CalibrationStage.CompareAsync(room.Folder, path, new() { MaxError = 0.1 });

        var second = await CalibrationStage.CompareAsync(room.Folder, path);

        Assert.Equal(0.9, second.Threshold);
        Assert.Equal((0.9, first.Proposal, first.ComparedAt, "human.csv"), (second.EarlierThreshold, second.Proposal, second.Kept!.ComparedAt, second.Kept.Source));
        Assert.Equal(first.Models, second.Kept.Models);
        Assert.All((await room.GradesOfAsync("Student 10")).QuestionGrades, grade => Assert.Equal(MarkStanding.Accepted, grade.Standing));

        // Kept once more, it still says where it comes from.
        var third = await CalibrationStage.CompareAsync(room.Folder, path);
        Assert.Equal((0.9, first.ComparedAt), (third.Threshold, third.Kept!.ComparedAt));
    }

    [Fact]
    public async Task Compare_ThatShallNotKeepTheThreshold_TakesItAway()
    {
        using var room = await GradedAsync();
        var path = await MarksAsync(room, wrong: 0);
        await CalibrationStage.CompareAsync(room.Folder, path, new() { MaxError = 0.1 });

        var report = await CalibrationStage.CompareAsync(room.Folder, path, new() { KeepThreshold = false });

        Assert.Equal((null, 0.9, null), (report.Threshold, report.EarlierThreshold, report.Kept));
        Assert.All((await room.GradesOfAsync("Student 10")).QuestionGrades, grade => Assert.Equal(MarkStanding.Suggested, grade.Standing));
    }

    [Fact]
    public async Task Compare_WithAnErrorRateThatDoesNotHold_SaysWhichThresholdIsGone()
    {
        using var room = await GradedAsync();
        await CalibrationStage.CompareAsync(room.Folder, await MarksAsync(room, wrong: 0), new() { MaxError = 0.1 });

        var report = await CalibrationStage.CompareAsync(room.Folder, await MarksAsync(room, wrong: 20), new() { MaxError = 0.1 });

        Assert.Equal((null, 0.9, null), (report.Threshold, report.EarlierThreshold, report.Kept));
        Assert.NotNull(report.Proposal!.Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Compare_ATableThatNobodyFilledIn_SaysWhichColumnToFill(string cell)
    {
        using var room = await GradedAsync();
        var path = room.PathTo("human.csv");
        await File.WriteAllTextAsync(path, $"student,question,mark\nStudent 10,1,{cell}\nStudent 11,1,{cell}\n");

        var exception = await Assert.ThrowsAsync<ExamException>(() => CalibrationStage.CompareAsync(room.Folder, path));

        Assert.Equal($"{path} has no marks yet: write yours into the column 'mark', and compare again.", exception.Message);
        Assert.False(File.Exists(room.Folder.Calibration));
    }

    [Fact]
    public async Task Compare_ATableOfExcusesOnly_SaysThatThereIsNothingToCompare()
    {
        using var room = await GradedAsync();
        var path = room.PathTo("human.csv");
        await File.WriteAllTextAsync(path, "student,question,points\nStudent 10,1,EX\n");

        var exception = await Assert.ThrowsAsync<ExamException>(() => CalibrationStage.CompareAsync(room.Folder, path));

        Assert.Equal($"{path} has no marks to compare: every row that is filled in excuses its student.", exception.Message);
    }

    /// <summary>90 answers, all with full points and a confidence of 0.9.</summary>
    private static async Task<Classroom> GradedAsync()
    {
        var room = await Classroom.OfAsync(Students);
        using var model = new NamedModel(Answers.Full);
        await GradingStage.RunAsync(await room.PlanAsync(), new(model, new() { RateLimit = 0, EnableCheckpointing = false }));
        return room;
    }

    /// <summary>A teacher's marks for all of them, of which so many are none.</summary>
    private static async Task<string> MarksAsync(Classroom room, int wrong)
    {
        var path = room.PathTo("human.csv");
        var rows = Students.SelectMany((student, i) => new[] { $"{student},1,{(i < wrong ? 0 : 2)}", $"{student},2,4", $"{student},3,4" });
        await File.WriteAllTextAsync(path, string.Join('\n', ["student,question,points", .. rows]));
        return path;
    }
}
