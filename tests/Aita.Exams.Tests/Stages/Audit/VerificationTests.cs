using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Audit;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Results;
using Aita.Exams.Tests.Workspace;

namespace Aita.Exams.Tests.Stages.Audit;

public sealed class VerificationTests
{
    [Fact]
    public async Task RunAsync_SoundAssignment_HasNoProblemsAndSaysWhatItLookedAt()
    {
        using var course = await ClassAsync();
        await ManifestAsync(course);
        await DecideAsync(course, """{"at":"2026-03-01T10:00:00Z","by":"Kim","student":"Nova Quill","question_id":"1b","points":2.5}""");
        await GradedClass.WriteGradesAsync(course.Folder.Student("Nova Quill"), "1",
            [GradedClass.Graded(0, 4), GradedClass.Graded(1, 2.5m) with { Source = MarkSource.Person, DecidedBy = "Kim" }, GradedClass.Graded(2, 10)]);
        await ReportStage.RunAsync(course.Folder);
        await CsvExport.RunAsync(course.Folder);

        var result = await Verification.RunAsync(course.Folder);

        Assert.Equal([], result.Problems);
        Assert.Equal([("pages", 4), ("readings", 4), ("grades", 6), ("quotes", 6), ("decisions", 1), ("reports", 5), ("exports", 1)], result.Checked);
        Assert.Empty(result.NotBegun);
    }

    [Fact]
    public async Task RunAsync_StagesThatHaveNotBegun_AreNamedAndNoProblem()
    {
        using var course = await GradedClass.CreateAsync();

        var result = await Verification.RunAsync(course.Folder);

        Assert.True(result.IsSound);
        Assert.Equal(["pages", "readings", "grades", "quotes", "decisions", "reports", "exports"], result.NotBegun);
    }

    public static TheoryData<string, string> Tampering => new()
    {
        { "total", "has a total of 19, but the marks add up to 20" },
        { "criterion", "has 4 points, but its criteria add up to 3" },
        { "mark without state", "is waiting for review, but has a mark of 4" },
        { "state without mark", "is graded, but has no mark" },
        { "too many points", "has 5 points; it is worth 0 to 4" },
        { "worth", "is worth 5 points in the grades, but 4 in the exam" },
        { "denominator", "exam is worth 16 points in the grades, but 20 in the exam" },
        { "missing grade", "has 0 grades for question 1a instead of 1" },
        { "double grade", "has 2 grades for question 1a instead of 1" },
        { "unknown grade", "has a grade for question '9', which the exam does not have" },
        { "rubric", "the rubric says 'Right answer to 1a' for 4 now" },
        { "quote", "quotes 'the mass is twelve', which the transcription does not have" },
        { "percentage", "has 50 per cent in the grades; it follows 100" },
    };

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task RunAsync_GradesThatWereTamperedWith_AreFound(string how, string sentence)
    {
        using var course = await ClassAsync();
        var student = course.Folder.Student("Nova Quill");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(student.Grades))!;
        var grades = json["question_grades"]!.AsArray();
        var first = grades[0]!;
        switch (how)
        {
            case "total": json["total_score"] = 19; break;
            case "criterion": first["criterion_scores"]![0]!["points_earned"] = 3; break;
            case "mark without state": first["state"] = "needs_review"; break;
            case "state without mark": first["points_earned"] = null; break;
            case "too many points": first["points_earned"] = 5; break;
            case "worth": first["points_possible"] = 5; break;
            case "denominator": json["total_possible"] = 16; break;
            case "missing grade": grades.RemoveAt(0); break;
            case "double grade": grades.Add(first.DeepClone()); break;
            case "unknown grade": grades.Add(JsonNode.Parse("""{"question_id":"9","state":"needs_review","points_possible":1}""")); break;
            case "rubric": first["criterion_scores"]![0]!["description"] = "Something else"; break;
            case "quote": first["criterion_scores"]![0]!["quote"] = "the mass is twelve"; break;
            case "percentage": json["percentage"] = 50; break;
        }

        await File.WriteAllTextAsync(student.Grades, json.ToJsonString());

        var result = await Verification.RunAsync(course.Folder);

        Assert.Contains(result.Problems, problem => problem.Message.Contains(sentence, StringComparison.Ordinal) && problem.File == student.Grades && problem.Advice.Length > 0);
    }

    [Fact]
    public async Task RunAsync_MachineFailure_IsNoMarkAndNoProblem()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "1", [GradedClass.Of(0) with { State = GradeState.Failed }, GradedClass.NeedsReview(1), GradedClass.Of(2) with { State = GradeState.MissingPage }]);

        Assert.Equal([], (await Verification.RunAsync(course.Folder)).Problems);
    }

    public static TheoryData<string, string> Pages => new()
    {
        { "lost", "The page of scans/stack.pdf is not there any more." },
        { "changed", "The image is not the one that ingest wrote" },
        { "stranger", "The page is in a student's folder, but ingest does not know it." },
        { "dropped", "The scan has 4 pages, but 3 are accounted for." },
        { "twice", "Nova Quill has 2 images of page 1" },
        { "unknown state", "is 'vanished', which is neither of assigned, blank, duplicate, unassigned" },
        { "left out", "No page of this scan was taken in." },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task RunAsync_PagesThatDoNotAddUp_AreFound(string how, string sentence)
    {
        using var course = await ClassAsync();
        await ManifestAsync(course);
        var nova = course.Folder.Student("Nova Quill").ListPages();
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(course.Folder.IngestManifest))!;
        switch (how)
        {
            case "lost": File.Delete(nova[0]); break;
            case "changed": await File.AppendAllTextAsync(nova[0], "x"); break;
            case "stranger": File.Copy(nova[0], Path.Join(Path.GetDirectoryName(nova[0]), "page_003.jpg")); break;
            case "dropped": manifest["pages"]!.AsArray().RemoveAt(3); break;
            case "twice": manifest["pages"]![1]!["exam_page"] = 1; break;
            case "unknown state": manifest["pages"]![0]!["state"] = "vanished"; break;
            case "left out": Directory.CreateDirectory(course.Folder.Scans); await File.WriteAllTextAsync(Path.Join(course.Folder.Scans, "late.pdf"), "%PDF-"); break;
        }

        await File.WriteAllTextAsync(course.Folder.IngestManifest, manifest.ToJsonString());

        Assert.Contains((await Verification.RunAsync(course.Folder)).Problems, problem => problem.Check == "pages" && problem.Message.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_PageWithoutReadingAndQuestionWithoutAnswer_AreFound()
    {
        using var course = await ClassAsync();
        var student = course.Folder.Student("Nova Quill");
        File.Delete(student.PageTranscription(2));
        await AnswersFile.ChangeAsync(student, answers => answers with { QuestionAnswers = [.. answers.QuestionAnswers.Skip(1)] });

        var messages = (await Verification.RunAsync(course.Folder)).Problems.Where(problem => problem.Check == "readings").Select(problem => problem.Message);

        Assert.Equal(["Nova Quill, page 2 has no reading.", "Nova Quill has 0 answers to question 1a instead of 1."], messages);
    }

    [Theory]
    [InlineData("""{"by":"Kim","student":"Nova Quill","question_id":"1a","points":1}""", "Kim decided 1 points, but the grade says 4 points")]
    [InlineData("""{"by":"Kim","student":"Nova Quill","question_id":null,"excused":true}""", "Kim excused the student, but the grade is graded")]
    [InlineData("""{"by":"Kim","student":"Nova Quil","question_id":"1a","points":1}""", "A decision is about 'Nova Quil', and there is no such student.")]
    [InlineData("not json", "Line 1 is no decision.")]
    public async Task RunAsync_DecisionThatIsNotApplied_IsFound(string line, string sentence)
    {
        using var course = await ClassAsync();
        await DecideAsync(course, line, """{"by":"Kim","student":"Rene Moss","question_id":"1a","points":0}""", """{"by":"Kim","student":"Rene Moss","question_id":"1a","withdrawn":true}""");

        var found = (await Verification.RunAsync(course.Folder)).Problems.Where(problem => problem.Check == "decisions").ToList();

        Assert.Contains(found, problem => problem.Message.Contains(sentence, StringComparison.Ordinal));
        Assert.DoesNotContain(found, problem => problem.Message.Contains("Rene Moss", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_ExportThatNoLongerSaysWhatTheGradesSay_IsFound()
    {
        using var course = await ClassAsync();
        var export = (await CsvExport.RunAsync(course.Folder)).Files[0];
        await GradedClass.WriteGradesAsync(course.Folder.Student("Nova Quill"), "1", [GradedClass.Graded(0, 3), GradedClass.Graded(1, 6), GradedClass.Graded(2, 10)]);
        await File.AppendAllTextAsync(export, "x");

        var messages = (await Verification.RunAsync(course.Folder)).Problems.Select(problem => problem.Message);

        Assert.Equal(["The file was changed after it was exported.", "Nova Quill has 20 in the export; the grades say 19 now."], messages);
    }

    [Fact]
    public async Task RunAsync_StudentWithPagesButWithoutGrades_IsFoundAndOneWithoutPagesIsNot()
    {
        using var course = await ClassAsync();
        await course.AddPagesAsync("Late Comer", "3");
        Directory.Delete((await course.AddPagesAsync("No Scan", "4")).Pages, recursive: true);

        var problems = (await Verification.RunAsync(course.Folder)).Problems;

        Assert.Equal(["Late Comer has no grades."], problems.Where(problem => problem.Check == "grades").Select(problem => problem.Message));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"files":[{"file":7}]}""")]
    [InlineData("{")]
    public async Task RunAsync_RecordOfExportsThatIsNone_IsAProblemAndNoCrash(string record)
    {
        using var course = await ClassAsync();
        Directory.CreateDirectory(course.Folder.Exports);
        await File.WriteAllTextAsync(course.Folder.ExportRecord, record);

        Assert.Equal("exports", Assert.Single((await Verification.RunAsync(course.Folder)).Problems).Check);
    }

    [Fact]
    public async Task RunAsync_MalformedFile_IsAProblemAndNoCrash()
    {
        using var course = await ClassAsync();
        await File.WriteAllTextAsync(course.Folder.Student("Nova Quill").Grades, "{");

        var problem = Assert.Single((await Verification.RunAsync(course.Folder)).Problems);

        Assert.Contains("detailed_grades.json", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>What ingest writes about the pages of the class, which all come from one scan.</summary>
    internal static async Task ManifestAsync(GradedClass course)
    {
        var pages = course.Folder.ListStudents().SelectMany(student => student.ListPages().Select((path, i) => new Dictionary<string, object?>
        {
            ["id"] = $"{student.Name}-{i}",
            ["source"] = "scans/stack.pdf",
            ["state"] = "assigned",
            ["student"] = student.Name,
            ["exam_page"] = i + 1,
            ["file"] = Path.GetRelativePath(course.Folder.Root, path).Replace('\\', '/'),
            ["file_sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
        })).ToList();
        var manifest = new Dictionary<string, object?>
        {
            ["sources"] = new[] { new Dictionary<string, object?> { ["path"] = "scans/stack.pdf", ["sha256"] = "", ["pages"] = pages.Count } },
            ["pages"] = pages,
        };
        Directory.CreateDirectory(Path.GetDirectoryName(course.Folder.IngestManifest)!);
        await File.WriteAllTextAsync(course.Folder.IngestManifest, JsonSerializer.Serialize(manifest));
    }

    private static async Task DecideAsync(GradedClass course, params string[] lines)
    {
        Directory.CreateDirectory(course.Folder.GradingResults);
        await File.WriteAllLinesAsync(course.Folder.Decisions, lines);
    }

    private static async Task<GradedClass> ClassAsync()
    {
        var course = await GradedClass.CreateAsync();
        await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        await course.AddAsync("Rene Moss", "2", 0, 0, 0);
        return course;
    }
}
