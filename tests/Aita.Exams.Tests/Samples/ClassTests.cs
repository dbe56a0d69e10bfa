using System.Text.Json;
using Aita.Exams.Workspace;
using Aita.Samples;
using Aita.Simulator;

namespace Aita.Exams.Tests.Samples;

/// <summary>The invented class: every seed can be drawn, and its truth says what lies in the scans.</summary>
public sealed class ClassTests
{
    [Fact]
    public void Make_AnySeed_EveryAnswerHasItsPlace()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var plan = ClassPlan.Make(students: 30, seed);
            foreach (var student in plan.Students)
            {
                for (var page = 1; page <= ClassExam.Exam.Pages; page++)
                {
                    AssertApart(student, page);
                }
            }
        }
    }

    [Fact]
    public void Make_ThirtyStudents_HasEveryTroubleInAStudentOfItsOwn()
    {
        var plan = ClassPlan.Make(students: 30, seed: 1);

        Assert.Equal(30, plan.Roster.Count);
        Assert.Equal(31, plan.Students.Count);
        Assert.Equal(31, plan.Students.Select(student => student.Id).Distinct().Count());
        Assert.Equal(31, plan.Students.Select(student => student.Name).Distinct().Count());
        Assert.Equal(
            Enum.GetValues<TroubleKind>().Select(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString())),
            plan.Trouble.Select(trouble => trouble.Kind).Distinct());
        Assert.Equal(plan.Trouble.Count, plan.Trouble.Select(trouble => trouble.Student).Distinct().Count());
        Assert.All(plan.Trouble, trouble => Assert.Equal(trouble.Kind is "no_scan" or "missing_page", trouble.File is null || trouble.Kind == "missing_page"));
    }

    [Fact]
    public void Make_Pages_AreThoseOfTheStudentsAndOfTheTrouble()
    {
        var plan = ClassPlan.Make(students: 30, seed: 1);

        var sheets = plan.Files.SelectMany(file => file.Sheets).ToList();

        // 29 students who were scanned and a stranger, one page missing, an empty sheet, a page twice, a page scanned again.
        Assert.Equal((30 * 4) - 1 + 3, sheets.Count);
        Assert.Equal(
            plan.Students.Where(student => student.Id != TroubleOf(plan, "no_scan").Student)
                .SelectMany(student => Enumerable.Range(1, 4).Select(page => (student.Id, page)))
                .Except([(TroubleOf(plan, "missing_page").Student, 3)]).Order(),
            sheets.Where(sheet => sheet.Student is not null).Select(sheet => (sheet.Student!.Id, sheet.Page)).Distinct().Order());
        Assert.Equal(Enum.GetValues<ScanKind>(), plan.Files.Select(file => file.Kind).Distinct().Order());
        var swapped = plan.Trouble.Where(trouble => trouble.Kind == "swapped_pages").ToList();
        Assert.All(swapped, trouble => Assert.Equal(
            3, plan.Files.Single(file => file.Name == trouble.File).Sheets.Count(sheet => sheet.Student!.Id == trouble.With)));
    }

    [Fact]
    public void Make_SameText_EarnsTheSamePoints()
    {
        var answers = Enumerable.Range(0, 10).SelectMany(seed => ClassPlan.Make(students: 30, seed).Students).SelectMany(student => student.Answers);

        Assert.All(answers.GroupBy(answer => (answer.QuestionId, answer.Text)), group => Assert.Single(group.Select(answer => answer.Points).Distinct()));
    }

    [Fact]
    public void Make_TooFewStudents_SaysHowManyAreNeeded()
    {
        var error = Assert.Throws<ArgumentException>(() => ClassPlan.Make(students: 3, seed: 1, [TroubleKind.SwappedPages, TroubleKind.Sideways]));

        Assert.StartsWith("There are 3 students, but this trouble needs 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_SmallClass_IsAnAssignmentWithATruthThatFits()
    {
        using var folder = new TemporaryFolder();

        var plan = await ClassWriter.WriteAsync(folder.At("class"), students: 3, seed: 5, [TroubleKind.MissingPage, TroubleKind.NoScan, TroubleKind.UpsideDown]);

        var assignment = AssignmentFolder.Open(folder.Path, "class");
        Assert.Equal(4, (await File.ReadAllLinesAsync(assignment.Roster)).Length);
        Assert.Equal(4, Directory.GetFiles(assignment.BlankExam).Length);
        Assert.Equal(["scan_01.pdf", "scan_02.pdf"], Directory.GetFileSystemEntries(assignment.Scans).Select(path => Path.GetFileName(path)).Order());
        var rubrics = await ExamFiles.ReadUserRubricsAsync(assignment.UserRubrics, ClassExam.Exam.Spec);
        Assert.Equal(ClassExam.Exam.Questions.Select(question => question.Id), rubrics.Rubrics.Select(rubric => rubric.QuestionId));
        Assert.Equal(7, (await ExamFiles.TryReadAnswerKeysAsync(assignment.AnswerKeys))!.Count);

        var truth = JsonSerializer.Deserialize(await File.ReadAllTextAsync(folder.At("class", ClassWriter.TruthFile)), TruthJson.File.ExamTruth)!;
        Assert.Equal(plan.Trouble, truth.Trouble);
        Assert.Equal([3], truth.Students[1].MissingPages);
        Assert.Equal(0, truth.Students[1].PointsByQuestion["4"]);
        Assert.Equal((0, 0), (truth.Students[2].Points, truth.Students[2].Pages.Count));
        Assert.NotNull(await SimulatedTruth.LoadAsync(folder.At("class", ClassWriter.TruthFile)));
    }

    [Fact]
    public void Lines_OfEveryPool_AddUpToTheQuestionsPoints() => Assert.Equal(
        ClassExam.Exam.Questions.Select(question => (question.Id, question.Points)),
        ClassExam.Pools.Select(pool => (pool.QuestionId, pool.Criteria.Sum(criterion => criterion.Points))));

    private static Trouble TroubleOf(ClassPlan plan, string kind) => plan.Trouble.Single(trouble => trouble.Kind == kind);

    /// <summary>Nothing is written over another answer or over a printed question.</summary>
    private static void AssertApart(Student student, int page)
    {
        var printed = ClassExam.Exam.Questions.Where(question => question.Page == page).Select(question => (From: question.Top - 20, To: question.AnswerTop - 20));
        var written = PagePainter.OnPage(ClassExam.Exam, student, page).Select(answer => PagePainter.Place(ClassExam.Exam, student, answer).Bounds)
            .Select(bounds => (From: bounds.Top, To: bounds.Bottom));
        var spans = printed.Concat(written).OrderBy(span => span.From).ToList();
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From, $"{student.Name}, page {page}: {pair}"));
    }
}
