using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Grading.Decisions;

public sealed class MarkSheetTests
{
    [Theory]
    [InlineData("student,question,points,criteria,comment\nNova Quill,2,1.5,,\"Good, but no unit\"\nPixel Marsh,1,,,\n")]
    [InlineData("\uFEFFStudent;Question;Points;Criteria;Comment\r\nNova Quill;2;1,5;;Good, but no unit\r\n;;;;\r\n")]
    [InlineData("question_id\tname\tcomment\tmark\n2\tNova Quill\tGood, but no unit\t1.5\n")]
    public async Task DecideFromFile_AnyDialect_DecidesTheRowsThatHavePoints(string csv)
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        var path = room.PathTo("marks.csv");
        await File.WriteAllTextAsync(path, csv);

        var decided = await GradeDecisions.DecideFromFileAsync(room.Folder, path, "T");

        var only = Assert.Single(decided);
        Assert.Equal(("Nova Quill", "2", 1.5m, "Good, but no unit"), (only.Student, only.QuestionId, only.Grade!.PointsEarned, only.Grade.Feedback));
    }

    [Fact]
    public async Task DecideFromFile_OneBadRow_NamesEveryLineAndAppliesNothing()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        var path = room.PathTo("marks.csv");
        await File.WriteAllTextAsync(path, "student,question,points,criteria\nNova Quill,1,2,\nNova Quill,2,four,\nNobody Here,2,1,\nNova Quill,3,9,\nNova Quill,1,1,\n");

        var exception = await Assert.ThrowsAsync<ExamException>(() => GradeDecisions.DecideFromFileAsync(room.Folder, path, "T"));

        Assert.Contains("- line 3: 'four' is no number of points.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("- line 4: there is no student 'Nobody Here'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("- line 5: question 3 has 9 points; it is worth 0 to 4.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("- lines 2 and 6: question 1 of Nova Quill is decided 2 times", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(room.Folder.Decisions));
    }

    [Fact]
    public async Task ReviewCsv_FilledIn_IsTakenBack()
    {
        using var room = await Classroom.OfAsync();
        await room.WriteAsync("=Nova Quill", "joule [?]", null, "friction, \"heat\" [unclear]");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);

        var lines = (await ReviewQueueFile.TryReadAsync(room.Folder))!.ToCsv().TrimEnd().Split('\n');
        Assert.Equal("student,student_id,question,points,comment,of,suggested,state,reasons", lines[0]);
        Assert.All(lines.Skip(1), line => Assert.StartsWith("'=Nova Quill,", line, StringComparison.Ordinal));
        var path = room.PathTo("review.csv");
        await File.WriteAllTextAsync(path, string.Join('\n', lines.Select((line, i) => i == 0 ? line : line.Replace(",,,", i == 1 ? ",EX,," : ",1,,", StringComparison.Ordinal))));

        await GradeDecisions.DecideFromFileAsync(room.Folder, path, "T");

        var grades = await room.GradesOfAsync("=Nova Quill");
        Assert.Equal(0, grades.OpenQuestions);
        Assert.Equal([GradeState.Graded, GradeState.Excused, GradeState.Graded], grades.QuestionGrades.Select(grade => grade.State));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@x", "'@x")]
    [InlineData("-2", "'-2")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Guard_AFormula_IsNoneAnyMoreAndComesBack(string text, string expected)
    {
        Assert.Equal(expected, CsvCell.Guard(text));
        Assert.Equal(text, CsvCell.Unguard(expected));
    }

    [Fact]
    public async Task Read_WithoutTheColumns_SaysWhichAreNeeded()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        var path = room.PathTo("marks.csv");
        await File.WriteAllTextAsync(path, "who,what\na,b\n");

        var exception = await Assert.ThrowsAsync<ExamException>(() => GradeDecisions.DecideFromFileAsync(room.Folder, path, "T"));

        Assert.EndsWith("has the columns who, what; it needs student, question and points.", exception.Message, StringComparison.Ordinal);
    }
}
