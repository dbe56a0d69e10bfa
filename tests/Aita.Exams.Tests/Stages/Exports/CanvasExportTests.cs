using Aita.Exams.Domain;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Tests.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Exports;

public sealed class CanvasExportTests
{
    private const string Gradebook =
        "\uFEFFStudent,ID,SIS User ID,SIS Login ID,Section,\"Quiz, first (11)\",Midterm 1 (48213),Final Score\r\n"
        + "    Points Possible,,,,,5,20,(read only)\r\n"
        + "\"Quill, Nova\",10734,0042,nquill,Lec 1, 3.0 ,,71.2\r\n"
        + "\"Moss, René \"\"Rusty\"\"\",10735,0043,rmoss,Lec 1,4,,\r\n"
        + "=cmd|' /C calc'!A0 Cused,10736,0044,evil,Lec 1,,,\r\n"
        + "\"Stranger, Ann\",10737,0099,astranger,Lec 2,1,17,\r\n"
        + "\"Student, Test\",10738,,test,Lec 1,,,\r\n";

    [Fact]
    public async Task RunAsync_TeachersGradebook_FillsOneColumnAndKeepsEveryOtherByte()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, Gradebook);

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "Midterm 1 (48213)" });

        var expected = Gradebook
            .Replace("Lec 1, 3.0 ,,71.2", "Lec 1, 3.0 ,17.5,71.2", StringComparison.Ordinal)
            .Replace("Lec 1,4,,\r\n", "Lec 1,4,0,\r\n", StringComparison.Ordinal)
            .Replace("evil,Lec 1,,,", "evil,Lec 1,,EX,", StringComparison.Ordinal);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(result.Files[0])));
        Assert.Equal(Gradebook, System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(input)));
        Assert.Equal(new Dictionary<string, string> { ["10734"] = "17.5", ["10735"] = "0", ["10736"] = "EX", ["10737"] = "17" }, LmsImports.Canvas(result.Files[0], 48213));
        Assert.Equal((3, 1), (result.Exported, result.Excused));
        Assert.Equal(["Stranger, Ann"], result.UnmatchedRows);
        Assert.Equal(["Lone Wolf (0050)"], result.UnmatchedStudents);
        Assert.Equal(Path.Join(course.Folder.Exports, "canvas.csv"), result.Files[0]);
    }

    [Theory]
    [InlineData("48213")]
    [InlineData("midterm 1")]
    [InlineData(" Midterm 1 (48213) ")]
    public async Task RunAsync_ColumnByNumberOrTitle_IsFound(string column)
    {
        using var course = await ClassAsync();

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = await WriteAsync(course, Gradebook), Column = column });

        Assert.Equal("17.5", LmsImports.Canvas(result.Files[0], 48213)["10734"]);
    }

    [Fact]
    public async Task RunAsync_Semicolons_StayAndNumbersHaveAFullStop()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, "Student;ID;SIS User ID;Section;Midterm 1 (48213)\n    Points Possible;;;;20\nQuill, Nova;1;0042;A;\n");

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" });

        Assert.EndsWith("Quill, Nova;1;0042;A;17.5\n", await File.ReadAllTextAsync(result.Files[0]), StringComparison.Ordinal);
        Assert.Equal("17.5", LmsImports.Canvas(result.Files[0], 48213, ';')["1"]);
    }

    [Fact]
    public async Task RunAsync_OpenAnswers_RefusesUntilToldWhatToDo()
    {
        using var course = await ClassAsync();
        await course.AddAsync("Open Case", "0060", 4, 6, null);
        var input = await WriteAsync(course, Gradebook.Replace("0099", "0060", StringComparison.Ordinal).Replace("Stranger, Ann", "Case, Open", StringComparison.Ordinal));
        CanvasOptions options = new() { Gradebook = input, Column = "48213" };

        var refused = await Assert.ThrowsAsync<ExamException>(() => CanvasExport.RunAsync(course.Folder, options));
        var exists = File.Exists(Path.Join(course.Folder.Exports, "canvas.csv"));
        var without = await CanvasExport.RunAsync(course.Folder, options, new() { Open = OpenStudents.LeaveOut });
        var scoresWithout = LmsImports.Canvas(without.Files[0], 48213);
        var counted = await CanvasExport.RunAsync(course.Folder, options, new() { Open = OpenStudents.Count });

        Assert.Contains("1 answer of 1 student waits for a person: Open Case (2).", refused.Message, StringComparison.Ordinal);
        Assert.False(exists);
        Assert.Equal(["Open Case (0060)"], without.LeftOut);
        // The score that was in Canvas stays: a blank would delete it.
        Assert.Equal("17", scoresWithout["10737"]);
        Assert.Equal("10", LmsImports.Canvas(counted.Files[0], 48213)["10737"]);
        Assert.Equal(["Open Case (0060)"], counted.CountedOpen);
        Assert.Contains(counted.Warnings, warning => warning.Contains("had 17 in Canvas; the file says 10 now", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Points Possible,,,,,5,20", "Points Possible,,,,,5,25", "has 25 points, but the exam has 20")]
    [InlineData("Points Possible,,,,,5,20", "Points Possible,,,,,5,(read only)", "is read only")]
    [InlineData("Midterm 1 (48213)", "Other (5)", "has no assignment '48213'. It has 'Quiz, first (11)', 'Other (5)'.")]
    [InlineData("Student,ID", "Name,Number", "is not a gradebook of Canvas")]
    [InlineData("\"Quill, Nova\"", "\"Quill, Nova", "has text after a quotation mark that closes a cell")]
    [InlineData("\"Student, Test\",", "\"Student, Test,", "quotation mark that is not closed")]
    public async Task RunAsync_FileThatDoesNotFit_IsRefusedWithTheReason(string text, string instead, string reason)
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, Gradebook.Replace(text, instead, StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<ExamException>(() => CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" }));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(course.Folder.Exports));
    }

    [Fact]
    public async Task RunAsync_AnExcusedQuestion_IsRefusedUnlessToldHow()
    {
        using var course = await ClassAsync();
        await course.AddAsync("Half Excused", "0099", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 3), GradedClass.Of(2) with { State = GradeState.Excused, Source = MarkSource.Person }]);
        var input = await WriteAsync(course, Gradebook);

        var error = await Assert.ThrowsAsync<ExamException>(() => CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" }));

        Assert.Contains("Half Excused (2): 7 of 10 points", error.Message, StringComparison.Ordinal);
        Assert.Contains("--excused-questions scale (14 of 20 for Half Excused)", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(course.Folder.Exports));
    }

    [Theory]
    [InlineData(ExcusedQuestions.Scale, "14", "the file says 14 of 20.")]
    [InlineData(ExcusedQuestions.Count, "7", "the file says 7 of 20.")]
    [InlineData(ExcusedQuestions.LeaveOut, "17", "the file leaves the student out.")]
    public async Task RunAsync_AnExcusedQuestionAndWhatToDo_IsDoneAndNamed(ExcusedQuestions how, string mark, string said)
    {
        using var course = await ClassAsync();
        await course.AddAsync("Half Excused", "0099", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 3), GradedClass.Of(2) with { State = GradeState.Excused, Source = MarkSource.Person }]);

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = await WriteAsync(course, Gradebook.Replace("Stranger, Ann", "Excused, Half", StringComparison.Ordinal)), Column = "48213" }, new() { ExcusedQuestions = how });

        Assert.Equal(mark, LmsImports.Canvas(result.Files[0], 48213)["10737"]);
        Assert.Contains($"Half Excused (0099) is excused from 2 and has 7 of 10 points; {said}", result.Warnings);
        Assert.DoesNotContain((await Aita.Exams.Stages.Audit.Verification.RunAsync(course.Folder)).Problems, problem => problem.Check == "exports");
    }

    [Fact]
    public async Task RunAsync_OutputIsTheInput_IsRefused()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, Gradebook);
        var link = input + ".link.csv";
        File.CreateSymbolicLink(link, input);

        foreach (var output in new[] { input, link })
        {
            var error = await Assert.ThrowsAsync<ExamException>(() => CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" }, new() { Output = output }));
            Assert.Contains("is the file that you downloaded", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(Gradebook, System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(input)));
    }

    [Fact]
    public async Task RunAsync_NotUtf8_IsRefused()
    {
        using var course = await ClassAsync();
        var input = Path.Join(course.Root, "latin1.csv");
        await File.WriteAllBytesAsync(input, System.Text.Encoding.Latin1.GetBytes(Gradebook[1..]));

        var error = await Assert.ThrowsAsync<ExamException>(() => CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" }));

        Assert.Contains("is not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_RowsWithoutNumbers_AreMatchedByANameThatIsUniqueOnBothSides()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Zoë Ångström", "1", 4, 6, 10);
        await course.AddAsync("Kim Lee", "2", 1, 1, 1);
        await course.AddAsync("Lee Kim", "3", 2, 2, 2);
        await course.AddAsync("Ada Twin", "4", 3, 3, 3);
        var input = await WriteAsync(course, """
            Student,ID,Section,Midterm 1 (48213)
                Points Possible,,,20
            "Angstrom, Zoe",100,A,
            "Lee, Kim",101,A,
            "Twin, Ada",102,A,
            "Twin, Ada",103,A,

            """.ReplaceLineEndings("\n"));

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" });

        // Kim Lee and Lee Kim are the same words; Ada Twin has two rows: nobody guesses.
        Assert.Equal(new Dictionary<string, string> { ["100"] = "20" }, LmsImports.Canvas(result.Files[0], 48213));
        Assert.Equal(3, result.UnmatchedStudents.Count);
        Assert.Equal(["Lee, Kim", "Twin, Ada", "Twin, Ada"], result.UnmatchedRows);
    }

    [Fact]
    public async Task RunAsync_NumbersOfOneStudentOnTwoRows_FillNone()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, Gradebook.Replace("0099", "0042", StringComparison.Ordinal));

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" });

        Assert.Contains(result.Warnings, warning => warning.StartsWith("2 rows are about Nova Quill (0042)", StringComparison.Ordinal));
        Assert.DoesNotContain("10734", LmsImports.Canvas(result.Files[0], 48213).Keys);
        Assert.Contains("Nova Quill (0042)", result.UnmatchedStudents);
    }

    [Fact]
    public async Task RunAsync_NumberOfAnotherName_IsNotFilled()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, Gradebook.Replace("\"Quill, Nova\"", "\"Someone, Else\"", StringComparison.Ordinal));

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" });

        Assert.Contains(result.Warnings, warning => warning.Contains("The row of 'Someone, Else' has the number of Nova Quill (0042), but the names differ: it was not filled", StringComparison.Ordinal));
        Assert.DoesNotContain("10734", LmsImports.Canvas(result.Files[0], 48213).Keys);
        Assert.Contains("Nova Quill (0042)", result.UnmatchedStudents);
        Assert.Contains("Someone, Else", result.UnmatchedRows);
    }

    [Fact]
    public async Task RunAsync_ExcusedInCanvasAndMarkedHere_StaysExcused()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, "Student,ID,SIS User ID,Section,Midterm 1 (48213)\n    Points Possible,,,,20\n\"Quill, Nova\",1,0042,A,EX\n");

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" });

        Assert.EndsWith("\"Quill, Nova\",1,0042,A,EX\n", await File.ReadAllTextAsync(result.Files[0]), StringComparison.Ordinal);
        Assert.Contains("Nova Quill (0042) is excused in Canvas and stays so; the mark here is 17.5.", result.Warnings);
    }

    [Fact]
    public async Task RunAsync_CanvasOwnNumberThatIsSomebodyElsesByChance_MatchesNobody()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "10737", 4, 6, 10);
        await course.AddAsync("Rene Moss", "8", 1, 1, 1);
        var input = await WriteAsync(course, "Student,ID,Section,Midterm 1 (48213)\n    Points Possible,,,20\n\"Stranger, Ann\",10737,A,\n\"Moss, Rene\",8,A,\n");

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" });

        Assert.Equal(new Dictionary<string, string> { ["8"] = "3" }, LmsImports.Canvas(result.Files[0], 48213));
        Assert.Equal(["Stranger, Ann"], result.UnmatchedRows);
    }

    [Fact]
    public async Task RunAsync_GradebookWithoutStudents_FillsNothing()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, "Student,ID,Section,Midterm 1 (48213)\n    Points Possible,,,20\n");

        var result = await CanvasExport.RunAsync(course.Folder, new() { Gradebook = input, Column = "48213" });

        Assert.Equal((0, 4), (result.Exported, result.UnmatchedStudents.Count));
    }

    private static async Task<GradedClass> ClassAsync()
    {
        var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "0042", 4, 3.5m, 10);
        await course.AddAsync("René Moss", "0043", 0, 0, 0);
        await course.AddAsync("Ex Cused", "0044", [.. Enumerable.Range(0, 3).Select(i => GradedClass.Of(i) with { State = GradeState.Excused, Source = MarkSource.Person })]);
        await course.AddAsync("Lone Wolf", "0050", 1, 1, 1);
        return course;
    }

    private static async Task<string> WriteAsync(GradedClass course, string text)
    {
        var path = Path.Join(course.Root, "gradebook.csv");
        await File.WriteAllBytesAsync(path, System.Text.Encoding.UTF8.GetBytes(text));
        return path;
    }
}
