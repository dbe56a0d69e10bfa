using System.Net;
using System.Text.RegularExpressions;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Results;
using Aita.Exams.Tests.Workspace;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Reports;

public sealed partial class StudentReportTests
{
    [Fact]
    public async Task RunAsync_Student_ShowsPagesRegionsCriteriaQuotesFeedbackStateAndWhoDecided()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "0042",
        [
            GradedClass.Graded(0, 3.5m),
            GradedClass.Graded(1, 6) with { Source = MarkSource.Person, DecidedBy = "Kim Doe" },
            GradedClass.NeedsReview(2),
        ]);

        var html = await ReportAsync(course, student);

        Assert.Equal(2, Regex.Count(html, "src=\"data:image/jpeg;base64,", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains("style=\"top:20%;left:10%;height:15%;width:80%\"><a href=\"#q1\">1a: 3.5 / 4</a>", html, StringComparison.Ordinal);
        Assert.Contains("Nova Quill (0042)", html, StringComparison.Ordinal);
        Assert.Contains("<strong>9.5 / 20</strong> points (1 open)", html, StringComparison.Ordinal);
        Assert.Contains("suggested by a model", html, StringComparison.Ordinal);
        Assert.Contains("decided by Kim Doe", html, StringComparison.Ordinal);
        Assert.Contains("a model suggested 1; a person must decide", html, StringComparison.Ordinal);
        Assert.Contains("The reading is unsure.", html, StringComparison.Ordinal);
        Assert.Contains("Feedback on 1a.", html, StringComparison.Ordinal);
        Assert.Contains("<q dir=\"auto\">the force is F = m a</q>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"q\">the force is </span><span class=\"q m\">$F = m a</span>", html, StringComparison.Ordinal);
        Assert.Contains("@media print", html, StringComparison.Ordinal);
        Assert.Contains("break-before:page", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MarkAboveTheThreshold_IsNotCalledASuggestion()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1",
            [.. Enumerable.Range(0, 3).Select(i => GradedClass.Graded(i, 1) with { Standing = i == 0 ? MarkStanding.Suggested : MarkStanding.Accepted })]);

        var html = await ReportAsync(course, student);

        Assert.Contains("1 mark was suggested by a model and not decided by a person.", html, StringComparison.Ordinal);
        Assert.Contains("by a model, above the threshold of the calibration", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Marks_ShowHowFarTheyMayBeReliedOnWithALegend()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1",
        [
            GradedClass.Graded(0, 1) with { Standing = MarkStanding.Suggested },
            GradedClass.Graded(1, 2) with { Standing = MarkStanding.Accepted },
            GradedClass.Graded(2, 3) with { Standing = MarkStanding.Decided, Source = MarkSource.Person, DecidedBy = "<b>Kim</b>" },
        ]);
        var open = await course.AddAsync("Pixel Marsh", "2", [GradedClass.NeedsReview(0), GradedClass.Of(1) with { State = GradeState.Blank, Source = MarkSource.Rule, PointsEarned = 0 }, GradedClass.NeedsReview(2)]);

        var result = await ReportStage.RunAsync(course.Folder);

        var html = await File.ReadAllTextAsync(student.Report);
        foreach (var standing in new[] { "suggested", "accepted", "decided" })
        {
            // In the overview, on the card, in the legend.
            Assert.Equal(3, Regex.Count(html, $"<span class=\"standing {standing}\">{standing}</span>", RegexOptions.None, TimeSpan.FromSeconds(1)));
        }

        Assert.Contains("</span> a machine proposes it, and nothing says yet how often it is right</li>", html, StringComparison.Ordinal);
        Assert.Contains("decided by &lt;b&gt;Kim&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(await File.ReadAllTextAsync(open.Report), "<span class=\"standing", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var ofClass = await File.ReadAllTextAsync(result.ClassReport);
        Assert.Contains("<td class=\"n\">1 <span class=\"standing suggested\" title=\"suggested\">S</span></td>", ofClass, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">2 <span class=\"standing accepted\" title=\"accepted\">A</span></td>", ofClass, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">3 <span class=\"standing decided\" title=\"decided\">D</span></td>", ofClass, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">0</td>", ofClass, StringComparison.Ordinal);
        Assert.Contains("accepted: a machine gave it, with a confidence above the threshold", ofClass, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("if a<b and b>c then a&b")]
    [InlineData("\"><img src=x onerror='alert(1)'>")]
    [InlineData("שלום <b>עולם</b> \u202Eevil")]
    [InlineData("$\\frac{a}{b} < \\sqrt{2}$ and ~~<i>wrong~~ [unclear]")]
    [InlineData("]]></style></pre><h1>x</h1>")]
    public async Task RunAsync_TextOfAnybody_StaysTextWordForWord(string evil)
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", evil,
        [
            GradedClass.Graded(0, 4) with
            {
                Feedback = evil, ReviewReasons = [evil], DecidedBy = evil,
                CriterionScores = [GradedClass.CriterionOf(0, 4) with { Description = evil, Quote = evil, Reason = evil }],
            },
            GradedClass.Graded(1, 6),
            GradedClass.Graded(2, 10),
        ]);
        await AnswersFile.ChangeAsync(student, "1a", answer => answer with { RawText = evil, TranscriptionNotes = evil });
        await AnswersFile.ChangeAsync(student, answers => answers with { UnassignedText = [new PageBlock { Text = evil }] });
        var result = await ReportStage.RunAsync(course.Folder);

        foreach (var html in new[] { await File.ReadAllTextAsync(student.Report), await File.ReadAllTextAsync(result.ClassReport) })
        {
            // An independent reading: only the tags that the report itself uses are there, and without tags the text reads as it was written.
            Assert.Empty(Tag().Matches(html).Select(tag => tag.Groups["name"].Value.ToLowerInvariant()).Except(Known));
            Assert.DoesNotContain("onerror=\'", html, StringComparison.Ordinal);
            Assert.Contains(evil, WebUtility.HtmlDecode(AnyTag().Replace(html, "")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_AnswerThatAPersonDecided_ShowsTheDecisionAndTheReasonsOnlyToTheTeacher()
    {
        const string Reason = "The reader is unsure of the text: confidence 0.31, below 0.60.";
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1",
        [
            GradedClass.Graded(0, 4) with { Source = MarkSource.Person, Standing = MarkStanding.Decided, DecidedBy = "Kim", Feedback = "Well said.", ReviewReasons = [Reason] },
            GradedClass.NeedsReview(1),
            GradedClass.Graded(2, 10),
        ]);

        var html = WebUtility.HtmlDecode(await ReportAsync(course, student));
        var ofClass = WebUtility.HtmlDecode(await File.ReadAllTextAsync(course.Folder.ClassReport));

        Assert.DoesNotContain(Reason, html, StringComparison.Ordinal);
        Assert.Contains("decided by Kim", html, StringComparison.Ordinal);
        Assert.Contains("Well said.", html, StringComparison.Ordinal);
        Assert.Contains("The reading is unsure.", html, StringComparison.Ordinal);
        Assert.Contains($"<td>decided by Kim</td><td>{Reason}</td>", ofClass, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Reports_LoadNothing()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        var result = await ReportStage.RunAsync(course.Folder);

        foreach (var html in new[] { await File.ReadAllTextAsync(student.Report), await File.ReadAllTextAsync(result.ClassReport) })
        {
            Assert.All(
                Loaded().Matches(html).Select(match => match.Groups["address"].Value),
                address => Assert.Matches("^(data:image/|#|students/)", address));
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_AnswerContinuedOnAnotherPage_IsMarkedOnBoth()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        await AnswersFile.ChangeAsync(student, "1b", answer => answer with
        {
            Regions = [.. answer.Regions, new PageRegion { PageNumber = 2, Top = 800, Left = 0, Bottom = 900, Right = 1000 }],
        });

        var html = await ReportAsync(course, student);

        Assert.Equal(2, Regex.Count(html, ">1b: 6 / 6</a></div>", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains("Also on page 2.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MissingAndDamagedPage_AreSaidAndNoMarkIsInvented()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1",
            [GradedClass.Graded(0, 4), GradedClass.Graded(1, 6), GradedClass.Of(2) with { State = GradeState.MissingPage, ReviewReasons = ["The page is not there."] }]);
        File.Delete(student.ListPages()[1]);
        await File.WriteAllTextAsync(student.ListPages()[0], "no image");
        await AnswersFile.ChangeAsync(student, answers => answers with { MissingPages = [2] });

        var result = await ReportStage.RunAsync(course.Folder);

        var html = await File.ReadAllTextAsync(student.Report);
        Assert.Contains("There is no image of page 2.", html, StringComparison.Ordinal);
        Assert.Contains("Not among the scans: page 2.", html, StringComparison.Ordinal);
        Assert.Contains("No image: page_001.jpg", html, StringComparison.Ordinal);
        Assert.Contains("open / 10", html, StringComparison.Ordinal);
        Assert.Single(result.Warnings);
        Assert.False(File.Exists(student.AnnotatedExam));
    }

    [Fact]
    public async Task RunAsync_OneStudent_WritesOnlyThatOneAndTheClass()
    {
        using var course = await GradedClass.CreateAsync();
        var nova = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        var rene = await course.AddAsync("Rene Moss", "2", 4, 6, 10);

        var result = await ReportStage.RunAsync(course.Folder, new() { Student = "rene moss", AnnotatedPdf = false, Scale = LetterScale.Parse("A:90,F:0") });

        Assert.False(File.Exists(nova.Report));
        Assert.Equal([course.Folder.ClassReport, rene.Report], result.Written.Order(StringComparer.Ordinal));
        Assert.Contains("(100.0 %, A)", await File.ReadAllTextAsync(rene.Report), StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<ExamException>(() => ReportStage.RunAsync(course.Folder, new() { Student = "Nobody" }));
        Assert.Contains("There is no student 'Nobody'", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A:90,B", "'B' is not a letter and a share")]
    [InlineData("A:90,B:80", "the lowest letter must begin at 0")]
    [InlineData("A:90,B:90,F:0", "two letters begin at the same share")]
    [InlineData("A:190,F:0", "'A:190' is not a letter and a share")]
    [InlineData("", "it is empty")]
    public void Parse_WrongScale_SaysWhatIsWrong(string scale, string why) =>
        Assert.Contains(why, Assert.Throws<ExamException>(() => LetterScale.Parse(scale)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(100, "A")]
    [InlineData(90, "A")]
    [InlineData(89.99, "B+")]
    [InlineData(0, "F")]
    public void Of_Share_IsTheHighestLetterReached(double share, string letter) =>
        Assert.Equal(letter, LetterScale.Parse("F:0, B+:82.5, A:90").Of((decimal)share));

    private static readonly string[] Known =
    [
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "strong", "span", "table", "thead", "tbody", "tr", "th", "td", "a", "section", "div",
        "img", "article", "header", "pre", "q", "br", "ul", "li", "code", "svg", "rect", "path", "clippath", "g", "text", "defs", "use", "line",
    ];

    private static async Task<string> ReportAsync(GradedClass course, StudentFolder student)
    {
        await ReportStage.RunAsync(course.Folder);
        return await File.ReadAllTextAsync(student.Report);
    }

    [GeneratedRegex("<(?<name>[a-zA-Z][a-zA-Z0-9]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Tag();

    [GeneratedRegex("</?[a-zA-Z!][^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex AnyTag();

    [GeneratedRegex("(src|href)=\"(?<address>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Loaded();
}
