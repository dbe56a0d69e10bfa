using Aita.Exams.Domain;
using Aita.Exams.Stages.Audit;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Audit;

public sealed class PurgePlanTests
{
    [Fact]
    public async Task RemoveAsync_Derived_KeepsScansRosterSpecRubricsAndWhatPersonsDidAndDecided()
    {
        using var course = await FullClassAsync();
        var before = Files(course);

        var plan = await PurgePlan.ReadAsync(course.Folder, PurgeScope.Derived);
        var untouched = Files(course);
        var removed = await plan.RemoveAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before, untouched);
        Assert.Equal(plan.Files.Count, removed);
        Assert.Equal(
            [
                "grading_results/decisions.jsonl", "grouped/Nova Quill/page_001.jpg", "grouped/Nova Quill/page_002.jpg", "ingest/manifest.json",
                "results/exam_spec.json", "results/rubric.json", "roster.csv", "scans/stack.pdf", "students.json",
                "transcription_results/Nova Quill/page_002_transcription.json", "transcription_results/Nova Quill/stage_record.json",
            ],
            Files(course));
        Assert.Equal(3, plan.Kept.Count);
        Assert.False(Directory.Exists(course.Folder.Reports));
    }

    [Fact]
    public async Task RemoveAsync_All_TakesPseudonymsAndCheckpoints()
    {
        using var course = await FullClassAsync();
        var checkpoint = Path.Join(course.Root, "midterm_grading_1.checkpoint.json");
        await File.WriteAllTextAsync(checkpoint, "{}");

        await (await PurgePlan.ReadAsync(course.Folder, PurgeScope.All, [checkpoint])).RemoveAsync(TestContext.Current.CancellationToken);
        var derivedOnly = await PurgePlan.ReadAsync(course.Folder, PurgeScope.Derived, [checkpoint]);

        Assert.False(File.Exists(checkpoint));
        Assert.False(File.Exists(course.Folder.Students));
        Assert.True(File.Exists(course.Folder.Decisions));
        Assert.True(File.Exists(course.Folder.Roster));
        Assert.Empty(derivedOnly.Files);
    }

    [Fact]
    public async Task RemoveAsync_Everything_LeavesNothingOfTheAssignmentAndNothingElseAway()
    {
        using var course = await FullClassAsync();
        var neighbour = Path.Join(Path.GetDirectoryName(course.Folder.Root), "other", "results", "exam_spec.json");
        Directory.CreateDirectory(Path.GetDirectoryName(neighbour)!);
        await File.WriteAllTextAsync(neighbour, "{}");
        var elsewhere = Directory.CreateDirectory(Path.Join(course.Root, "elsewhere")).FullName;
        await File.WriteAllTextAsync(Path.Join(elsewhere, "precious.txt"), "x");
        Directory.CreateSymbolicLink(Path.Join(course.Folder.Reports, "link"), elsewhere);

        await (await PurgePlan.ReadAsync(course.Folder, PurgeScope.Everything)).RemoveAsync(TestContext.Current.CancellationToken);

        Assert.Empty(Files(course));
        Assert.True(File.Exists(neighbour));
        Assert.True(File.Exists(Path.Join(elsewhere, "precious.txt")));
    }

    [Fact]
    public async Task RemoveAsync_MarksAndTranscriptionsEditedByHandAndMarksOfAnotherSystem_Stay()
    {
        using var course = await FullClassAsync();
        var student = course.Folder.Student("Nova Quill");
        var grades = (await ExamFiles.TryReadGradesAsync(student))!;
        await ExamFiles.WriteGradesAsync(student, grades with { QuestionGrades = [grades.QuestionGrades[0] with { PointsEarned = 1 }, .. grades.QuestionGrades.Skip(1)] });
        var earlier = Path.ChangeExtension(student.Grades, ".earlier.json");
        await File.WriteAllTextAsync(earlier, "{}");
        await ExamFiles.WriteTranscriptionAsync(student, new StudentTranscription { StudentName = "Nova Quill", TotalPages = 9 });
        string[] mine = [student.Grades, student.GradingRecord, earlier, student.Transcriptions, student.TranscriptionRecord];

        var plan = await PurgePlan.ReadAsync(course.Folder, PurgeScope.All);
        await plan.RemoveAsync(TestContext.Current.CancellationToken);

        Assert.All(mine, path => Assert.True(File.Exists(path), path));
        Assert.Equal(plan.Kept.Distinct(StringComparer.Ordinal), plan.Kept);
        Assert.False(File.Exists(student.QuestionTranscriptions));
    }

    /// <summary>A record that the marks are as the stage wrote them.</summary>
    private static async Task GradedAsync(StudentFolder student) => await new StageRecord
    {
        Items = (await ExamFiles.TryReadGradesAsync(student))!.QuestionGrades.ToDictionary(
            grade => grade.QuestionId, grade => new StageRecordItem("", StageRecord.HashOf(grade, ExamJsonContext.Readable.QuestionGrade), null), StringComparer.Ordinal),
    }.WriteAsync(student.GradingRecord, TestContext.Current.CancellationToken);

    private static List<string> Files(GradedClass course) => !Directory.Exists(course.Folder.Root) ? [] :
    [
        .. Directory.EnumerateFiles(course.Folder.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(path => Path.GetRelativePath(course.Folder.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>A class with one of everything; page 2 was corrected by a person after it was read.</summary>
    private static async Task<GradedClass> FullClassAsync()
    {
        var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        var page = (await ExamFiles.TryReadPageAsync(student, 1))!;
        var answers = (await ExamFiles.TryReadAnswersAsync(student))!;
        await new StageRecord
        {
            Items = new Dictionary<string, StageRecordItem>
            {
                ["page_001"] = new("stamp", StageRecord.HashOf(page, ExamJsonContext.Readable.PageTranscription), null),
                ["question_transcriptions"] = new("", StageRecord.HashOf(answers, ExamJsonContext.Readable.StudentAnswers), null),
            },
        }.WriteAsync(student.TranscriptionRecord, TestContext.Current.CancellationToken);
        await GradedAsync(student);
        await VerificationTests.ManifestAsync(course);
        Directory.CreateDirectory(course.Folder.Scans);
        await File.WriteAllTextAsync(Path.Join(course.Folder.Scans, "stack.pdf"), "x");
        await File.WriteAllTextAsync(course.Folder.Roster, "Name\nNova Quill\n");
        await ReportStage.RunAsync(course.Folder);
        await CsvExport.RunAsync(course.Folder);
        await File.WriteAllTextAsync(course.Folder.Decisions, """{"by":"Kim","student":"Nova Quill","question_id":"1a","points":4}""");
        return course;
    }
}
