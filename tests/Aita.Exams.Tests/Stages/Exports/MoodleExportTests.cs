using Aita.Exams.Domain;
using Aita.Exams.Stages.Audit;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Exports;

public sealed class MoodleExportTests
{
    private const string English = """
        Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
        "Participant 101","Nova Quill",nova@example.edu,"No submission",,20.00,Yes,-,-,
        "Participant 102","Rene Moss",rene@example.edu,"No submission",,20.00,Yes,-,-,"<p>See me.</p>"
        "Participant 103","Ash Lock",ash@example.edu,"No submission",3.00,20.00,No,-,-,
        "Participant 104","Somebody Else",else@example.edu,"No submission",,20.00,Yes,-,-,

        """;

    private const string German = """
        ID,"Vollständiger Name","E-Mail-Adresse",Status,Bewertung,Bestwertung,"Bewertung kann geändert werden","Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback als Kommentar"
        "Teilnehmer/in 101","Nova Quill",nova@example.edu,"Keine Abgabe",,"20,00",Ja,-,-,

        """;

    [Fact]
    public async Task RunAsync_EnglishWorksheet_IsWhatMoodleTakesIn()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, English);

        var result = await MoodleExport.RunAsync(course.Folder, new() { Worksheet = input });

        Assert.Equal(
            new Dictionary<int, decimal> { [101] = 17.5m, [102] = 0, [103] = 3 },
            LmsImports.Moodle(result.Files[0], "Identifier", "Participant ", "Grade", "Last modified (grade)"));
        var before = PlainCsv.Parse(English.ReplaceLineEndings("\n"));
        var after = PlainCsv.Read(result.Files[0]);
        foreach (var (row, other) in before.Zip(after))
        {
            Assert.Equal([.. row[..4], .. row[5..9]], [.. other[..4], .. other[5..9]]);
        }

        Assert.Equal("<p>See me.</p>", after[2][9]);
        Assert.StartsWith("<p><strong>1a: 4 / 4</strong><br>Feedback on 1a: if a&lt;b then &quot;ok&quot;.", after[1][9], StringComparison.Ordinal);
        Assert.Equal(["Participant 104 Somebody Else"], result.UnmatchedRows);
        Assert.Contains(result.Warnings, warning => warning.Contains("Ash Lock (3) cannot be changed in Moodle", StringComparison.Ordinal));
        Assert.Contains(result.Warnings, warning => warning.Contains("Rene Moss (2) has feedback in Moodle already", StringComparison.Ordinal));
        Assert.Equal(2, result.Exported);
    }

    [Fact]
    public async Task RunAsync_AnExcusedQuestion_IsRefusedOrScaled()
    {
        using var course = await ClassAsync();
        await course.AddAsync("Somebody Else", "9", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 3), GradedClass.Of(2) with { State = Aita.Exams.Domain.GradeState.Excused, Source = Aita.Exams.Domain.MarkSource.Person }]);
        var input = await WriteAsync(course, English);

        var error = await Assert.ThrowsAsync<ExamException>(() => MoodleExport.RunAsync(course.Folder, new() { Worksheet = input }));
        var scaled = await MoodleExport.RunAsync(course.Folder, new() { Worksheet = input }, new() { ExcusedQuestions = ExcusedQuestions.Scale });

        Assert.Contains("Somebody Else (2): 7 of 10 points", error.Message, StringComparison.Ordinal);
        Assert.Equal(14m, LmsImports.Moodle(scaled.Files[0], "Identifier", "Participant ", "Grade", "Last modified (grade)")[104]);
        Assert.DoesNotContain((await CsvExport.RunAsync(course.Folder)).Warnings, warning => warning.Contains("excused from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_GermanWorksheet_IsFilledInItsColumns()
    {
        using var course = await ClassAsync();

        var result = await MoodleExport.RunAsync(course.Folder, new() { Worksheet = await WriteAsync(course, German) });

        Assert.Equal(17.5m, LmsImports.Moodle(result.Files[0], "ID", "Teilnehmer/in ", "Bewertung", "Zuletzt geändert (Bewertung)")[101]);
        Assert.Contains("1a: 4 / 4", PlainCsv.Read(result.Files[0])[1][9], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UnknownLanguage_IsFoundByPlace()
    {
        using var course = await ClassAsync();
        var unknown = English.Replace("Full name", "Nomen plenum", StringComparison.Ordinal).Replace("\"Maximum Grade\"", "\"Nota summa\"", StringComparison.Ordinal)
            .Replace("Status,Grade,", "Status,Gradus,", StringComparison.Ordinal).Replace("Grade can be changed", "Mutabilis", StringComparison.Ordinal);

        var result = await MoodleExport.RunAsync(course.Folder, new() { Worksheet = await WriteAsync(course, unknown) });

        Assert.Equal(17.5m, LmsImports.Moodle(result.Files[0], "Identifier", "Participant ", "Gradus", "Last modified (grade)")[101]);
    }

    [Theory]
    [InlineData("20.00", "100.00", "The maximum grade in")]
    [InlineData("Participant ", "", "is not a grading worksheet of Moodle")]
    public async Task RunAsync_WorksheetThatDoesNotFit_IsRefused(string text, string instead, string reason)
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, English.Replace(text, instead, StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<ExamException>(() => MoodleExport.RunAsync(course.Folder, new() { Worksheet = input }));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_GradeColumnThatCannotBeFound_AsksForIt()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, English.Replace("Status,Grade,\"Maximum Grade\"", "Status,Gradus,Foo", StringComparison.Ordinal).Replace(",20.00,", ",,", StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<ExamException>(() => MoodleExport.RunAsync(course.Folder, new() { Worksheet = input }));
        var named = await MoodleExport.RunAsync(course.Folder, new() { Worksheet = input, GradeColumn = "gradus" });

        Assert.Contains("give its heading with --column", error.Message, StringComparison.Ordinal);
        Assert.Equal(17.5m, LmsImports.Moodle(named.Files[0], "Identifier", "Participant ", "Gradus", "Last modified (grade)")[101]);
    }

    [Fact]
    public async Task RunAsync_FeedbackZip_HasThePdfOfEachParticipantInItsFolder()
    {
        using var course = await ClassAsync();
        var input = await WriteAsync(course, English);
        var zip = Path.Join(course.Folder.Exports, "feedback.zip");
        var early = await Assert.ThrowsAsync<ExamException>(() => MoodleExport.RunAsync(course.Folder, new() { Worksheet = input, FeedbackZip = zip }));
        await ReportStage.RunAsync(course.Folder);

        await MoodleExport.RunAsync(course.Folder, new() { Worksheet = input, FeedbackZip = zip });
        var bytes = await File.ReadAllBytesAsync(zip);
        await MoodleExport.RunAsync(course.Folder, new() { Worksheet = input, FeedbackZip = zip });

        var files = LmsImports.MoodleFeedback(zip);
        Assert.Contains("run aita report first", early.Message, StringComparison.Ordinal);
        Assert.Equal([101, 102], files.Keys.Order());
        Assert.Equal(await File.ReadAllBytesAsync(course.Folder.Student("Nova Quill").AnnotatedExam), files[101]);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(zip));
    }

    [Fact]
    public async Task RunAsync_FeedbackZipOfPdfsOlderThanTheMarks_IsRefusedAndOneThatWasPackedIsFound()
    {
        using var course = await ClassAsync();
        var options = new MoodleOptions { Worksheet = await WriteAsync(course, English), FeedbackZip = Path.Join(course.Folder.Exports, "feedback.zip") };
        await ReportStage.RunAsync(course.Folder);
        await MoodleExport.RunAsync(course.Folder, options);
        var sound = (await Verification.RunAsync(course.Folder)).Problems.Where(problem => problem.Check == "exports").ToList();
        await GradedClass.WriteGradesAsync(course.Folder.Student("Rene Moss"), "2", [GradedClass.Graded(0, 1), GradedClass.Graded(1, 0), GradedClass.Graded(2, 0)]);

        var refused = await Assert.ThrowsAsync<ExamException>(() => MoodleExport.RunAsync(course.Folder, options));
        var problems = (await Verification.RunAsync(course.Folder)).Problems.Where(problem => problem.Check == "exports").Select(problem => Path.GetFileName(problem.File));

        Assert.Equal("The annotated PDFs of 1 student are older than the marks: Rene Moss (2). They are not packed: run aita report first.", refused.Message);
        Assert.Empty(sound);
        Assert.Equal(["moodle.csv", "feedback.zip"], problems);
    }

    [Fact]
    public async Task RunAsync_OtherWordsForTheSameMarks_AreMissedOnlyWhereTheFileHasTheWords()
    {
        using var course = await ClassAsync();
        await MoodleExport.RunAsync(course.Folder, new() { Worksheet = await WriteAsync(course, English) });
        QuestionGrade[] other = [GradedClass.Graded(0, 0) with { Feedback = "In other words." }, GradedClass.Graded(1, 0), GradedClass.Graded(2, 0)];

        await GradedClass.WriteGradesAsync(course.Folder.Student("Rene Moss"), "2", other);
        var ofRene = (await Verification.RunAsync(course.Folder)).Problems.Where(problem => problem.Check == "exports");
        await GradedClass.WriteGradesAsync(course.Folder.Student("Nova Quill"), "1", [GradedClass.Graded(0, 4) with { Feedback = "In other words." }, GradedClass.Graded(1, 3.5m), GradedClass.Graded(2, 10)]);
        var ofNova = (await Verification.RunAsync(course.Folder)).Problems.Where(problem => problem.Check == "exports");

        Assert.Empty(ofRene);
        Assert.Contains("Nova Quill", Assert.Single(ofNova).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UnderscoreInAName_DoesNotBreakTheFolder()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova_Ann Quill", "1", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 6), GradedClass.Graded(2, 10)], "nova@example.edu");
        await ReportStage.RunAsync(course.Folder);
        var zip = Path.Join(course.Root, "feedback.zip");

        await MoodleExport.RunAsync(course.Folder, new() { Worksheet = await WriteAsync(course, English), FeedbackZip = zip });

        Assert.Equal(101, Assert.Single(LmsImports.MoodleFeedback(zip)).Key);
    }

    private static async Task<GradedClass> ClassAsync()
    {
        var course = await GradedClass.CreateAsync();
        await course.AddAsync(
            "Nova Quill", "1",
            [GradedClass.Graded(0, 4) with { Feedback = "Feedback on 1a: if a<b then \"ok\".\nNext line." }, GradedClass.Graded(1, 3.5m), GradedClass.Graded(2, 10)], "nova@example.edu");
        await course.AddAsync("Rene Moss", "2", [GradedClass.Graded(0, 0), GradedClass.Graded(1, 0), GradedClass.Graded(2, 0)], "rene@example.edu");
        await course.AddAsync("Ash Lock", "3", [GradedClass.Graded(0, 1), GradedClass.Graded(1, 1), GradedClass.Graded(2, 1)], "ash@example.edu");
        return course;
    }

    private static async Task<string> WriteAsync(GradedClass course, string text)
    {
        var path = Path.Join(course.Root, "worksheet.csv");
        await File.WriteAllTextAsync(path, text.ReplaceLineEndings("\n"));
        return path;
    }
}
