using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Results;

namespace Aita.Exams.Tests.Stages.Reports;

public sealed class ClassReportTests
{
    [Fact]
    public async Task RunAsync_StudentsAtZero_CountInMeanDistributionAndList()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "001", 4, 6, 10);
        await course.AddAsync("Ash Zero", "002", 0, 0, 0);

        var result = await ReportStage.RunAsync(course.Folder);

        var html = await File.ReadAllTextAsync(result.ClassReport);
        Assert.Equal(2, result.Students);
        Assert.Contains("Mean 50.0 %, median 50.0 %, lowest 0.0 %, highest 100.0 %", html, StringComparison.Ordinal);
        Assert.Contains("(n = 2)", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"students/Ash%20Zero/report.html\">Ash Zero</a></td><td>002</td><td class=\"n\">0 / 20</td><td class=\"n\">0.0 %", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EvenNumberOfStudents_MedianIsTheMeanOfTheTwoInTheMiddle()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("A One", "1", 0, 0, 0);
        await course.AddAsync("B Two", "2", 0, 0, 5);
        await course.AddAsync("C Three", "3", 0, 0, 10);
        await course.AddAsync("D Four", "4", 4, 6, 10);

        var statistics = ClassStatistics.Of((await ClassResults.ReadAsync(course.Folder, TestContext.Current.CancellationToken)).Students);

        Assert.Equal(37.5, statistics.Median!.Value, 9);
        Assert.Equal(43.75, statistics.Mean!.Value, 9);
    }

    [Fact]
    public async Task RunAsync_OpenQuestion_KeepsTheDenominatorOfTheExamAndIsNotInTheMean()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "001", 4, 6, 10);
        await course.AddAsync("Rene Moss", "002", 4, 6, null);
        await course.AddPagesAsync("Not Graded", "003");

        var result = await ReportStage.RunAsync(course.Folder);

        var html = await File.ReadAllTextAsync(result.ClassReport);
        Assert.Equal((2, 4), (result.OpenStudents, result.OpenAnswers));
        Assert.Contains("<td class=\"n\">10 / 20</td><td class=\"n\"><span class=\"open\">1 open</span>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">0 / 20</td><td class=\"n\"><span class=\"open\">3 open</span>", html, StringComparison.Ordinal);
        Assert.Contains("Mean 100.0 %", html, StringComparison.Ordinal);
        Assert.Contains("2 students have an open question and are not in these figures.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ExcusedStudent_IsShownAndCountsNowhere()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "001", 2, 3, 5);
        await course.AddAsync("Ex Cused", "002", [.. Enumerable.Range(0, 3).Select(i => GradedClass.Of(i) with { State = GradeState.Excused, Source = MarkSource.Person })]);

        var html = await File.ReadAllTextAsync((await ReportStage.RunAsync(course.Folder)).ClassReport);

        Assert.Contains("2 students, 1 with a final total, 0 open, 1 excused", html, StringComparison.Ordinal);
        Assert.Contains("Mean 50.0 %", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FewerThanTwentyStudents_SaysWhyThereIsNoAlpha()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "001", 4, 6, 10);

        var html = await File.ReadAllTextAsync((await ReportStage.RunAsync(course.Folder)).ClassReport);

        Assert.Contains("are left out: they need 20 students with a final mark for every question, and there are 1.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TwentyStudents_GivesAlphaDiscriminationAndFacilityOfTheTextbook()
    {
        // Marks of question i: i-dependent, but not in step, so that no figure is trivial.
        var marks = Enumerable.Range(0, 20).Select(n => new decimal[] { n % 5, (n * 7 % 13) / 2m, n % 11 }).ToList();
        var students = marks.Select(each => Student(each)).ToList();

        var statistics = ClassStatistics.Of(students);
        var items = ItemStatistics.Of(GradedClass.Spec, students);

        // Written from the definitions: alpha = k/(k-1) (1 - sum of item variances / variance of totals), Pearson of item and rest.
        var totals = marks.Select(each => (double)each.Sum()).ToList();
        var alpha = 1.5 * (1 - (Enumerable.Range(0, 3).Sum(i => Variance([.. marks.Select(each => (double)each[i])])) / Variance(totals)));
        Assert.Equal(alpha, statistics.Alpha!.Value, 9);
        Assert.Equal(20, statistics.CountForReliability);
        Assert.Equal(statistics.StandardDeviation!.Value * Math.Sqrt(1 - alpha), statistics.StandardError!.Value, 9);
        for (var i = 0; i < 3; i++)
        {
            var item = marks.Select(each => (double)each[i]).ToList();
            var rest = marks.Select(each => (double)(each.Sum() - each[i])).ToList();
            Assert.Equal(Pearson(item, rest), items[i].Discrimination!.Value, 9);
            Assert.Equal(item.Average() / (double)GradedClass.Spec.Questions[i].Points, items[i].Facility!.Value, 9);
        }
    }

    [Fact]
    public void Of_NothingVaries_LeavesFiguresOut()
    {
        var students = Enumerable.Repeat(Student([2, 3, 5]), 25).ToList();

        Assert.Null(ClassStatistics.Of(students).Alpha);
        Assert.All(ItemStatistics.Of(GradedClass.Spec, students), item => Assert.Null(item.Discrimination));
    }

    [Fact]
    public async Task Of_Queue_PutsTheAnswerThatCanMoveATotalMostFirst()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "001", null, 6, 10);
        await course.AddAsync("Rene Moss", "002", 4, 6, null);
        var students = (await ClassResults.ReadAsync(course.Folder, TestContext.Current.CancellationToken)).Students;

        var plain = ReviewQueue.Of(students, scale: null);
        var withLetters = ReviewQueue.Of(students, LetterScale.Parse("P:96,F:0"));

        Assert.Equal(["2", "1a"], plain.Select(item => item.Answer.Question.QuestionId));
        Assert.Equal([9m, 3m], plain.Select(item => item.Answer.AtStake));
        Assert.Equal([true, true], withLetters.Select(item => item.CrossesBoundary));
        Assert.DoesNotContain(ReviewQueue.Of(students, LetterScale.Parse("P:10,F:0")), item => item.CrossesBoundary);
    }

    [Fact]
    public async Task RunAsync_MissingPagesCostsAndQueue_AreInTheReport()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "001", 4, 6, null);
        await Workspace.AnswersFile.ChangeAsync(student, answers => answers with { MissingPages = [2] });
        Directory.CreateDirectory(Path.GetDirectoryName(course.Folder.IngestManifest)!);
        await File.WriteAllTextAsync(course.Folder.IngestManifest, """{"pages":[{"file":null,"source":"scans/stack.pdf","state":"unassigned","student":null,"new_field":1}]}""");

        var result = await ReportStage.RunAsync(course.Folder, new() { Costs = [new ReportCost("grading", 12, 0.25m, 1)] });

        var html = await File.ReadAllTextAsync(result.ClassReport);
        Assert.Contains("Nova Quill</a>: page 2</li>", html, StringComparison.Ordinal);
        Assert.Contains("scans/stack.pdf: unassigned", html, StringComparison.Ordinal);
        Assert.Contains("$0.2500 + 1 calls of unknown cost", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("students/Nova%20Quill/report.html#q3", html, StringComparison.Ordinal);
        Assert.Contains("The reading is unsure.", html, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Again_WritesNothing()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "001", 4, 6, 10);
        var first = await ReportStage.RunAsync(course.Folder);
        var stamps = first.Written.ToDictionary(path => path, File.GetLastWriteTimeUtc, StringComparer.Ordinal);

        var second = await ReportStage.RunAsync(course.Folder);
        await GradedClass.WriteGradesAsync(student, "001", [GradedClass.Graded(0, 3), GradedClass.Graded(1, 6), GradedClass.Graded(2, 10)]);
        var third = await ReportStage.RunAsync(course.Folder);

        Assert.Equal(3, first.Written.Count);
        Assert.Empty(second.Written);
        Assert.Equal(3, second.Unchanged);
        Assert.All(first.Written.Where(path => !third.Written.Contains(path)), path => Assert.Equal(stamps[path], File.GetLastWriteTimeUtc(path)));
        Assert.Equal(3, third.Written.Count);
    }

    private static StudentResult Student(decimal[] marks) => new()
    {
        Folder = Exams.Workspace.AssignmentFolder.Open("/tmp", "none").Student("x"),
        Identity = new StudentIdentity { Folder = "x", StudentName = "x" },
        Answers = [.. GradedClass.Spec.Questions.Select((question, i) => new AnswerResult(question, GradedClass.Graded(i, marks[i]), null))],
    };

    private static double Variance(List<double> values) => values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Count - 1);

    private static double Pearson(List<double> x, List<double> y) =>
        x.Zip(y, (a, b) => (a - x.Average()) * (b - y.Average())).Sum() / (x.Count - 1) / Math.Sqrt(Variance(x) * Variance(y));
}
