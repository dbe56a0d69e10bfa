using Aita.Exams.Domain;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Tests.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Exports;

public sealed class CsvExportTests
{
    [Fact]
    public async Task RunAsync_Scores_HaveIdsStatesAndThePointsOfEveryQuestion()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "0042", 4, 2.5m, 10);
        await course.AddAsync("Ash Zero", "0007", [.. Enumerable.Range(0, 3).Select(i => GradedClass.Of(i) with { State = GradeState.Blank, Source = MarkSource.Rule, PointsEarned = 0 })]);

        var result = await CsvExport.RunAsync(course.Folder);

        var rows = PlainCsv.Read(result.Files[0]);
        Assert.Equal(
            ["student_name", "student_id", "email", "section", "status", "total_score", "total_possible", "percentage", "open_questions",
             "1a points", "1a possible", "1a state", "1b points", "1b possible", "1b state", "2 points", "2 possible", "2 state"],
            rows[0]);
        Assert.Equal(["Ash Zero", "0007", "", "", "final", "0", "20", "0", "0", "0", "4", "blank", "0", "6", "blank", "0", "10", "blank"], rows[1]);
        Assert.Equal(["Nova Quill", "0042", "", "", "final", "16.5", "20", "82.5", "0", "4", "4", "graded", "2.5", "6", "graded", "10", "10", "graded"], rows[2]);
        Assert.Equal(3, rows.Count);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public async Task RunAsync_CellThatWouldBeAFormula_IsGuarded(string id)
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", id, 4, 6, 10);

        var result = await CsvExport.RunAsync(course.Folder);

        Assert.Equal($"'{id}", PlainCsv.Read(result.Files[0])[1][1]);
    }

    [Fact]
    public async Task RunAsync_OpenStudent_IsCountedOnlyWhenSaid()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "1", 4, 6, null);

        await Assert.ThrowsAsync<ExamException>(() => CsvExport.RunAsync(course.Folder));
        var result = await CsvExport.RunAsync(course.Folder, new() { Open = OpenStudents.Count });

        var row = PlainCsv.Read(result.Files[0])[1];
        Assert.Equal(["open", "10", "20", "", "1"], row[4..9]);
        Assert.Equal(["", "10", "needs review"], row[15..18]);
    }

    [Fact]
    public async Task RunAsync_NothingGraded_SaysSo()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddPagesAsync("Nova Quill", "1");

        var error = await Assert.ThrowsAsync<ExamException>(() => CsvExport.RunAsync(course.Folder));

        Assert.Contains("run aita grade first", error.Message, StringComparison.Ordinal);
    }
}
