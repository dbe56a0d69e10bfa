using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Grading.Calibration;

public sealed class CalibrationTests
{
    [Fact]
    public async Task Compare_AgainstATeacher_GivesTheFiguresOfTheFile()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await WriteAsync(room, "student,question,points,criteria", "Nova Quill,1,2,", "Nova Quill,2,3,1;2", "Nova Quill,3,4,", "Pixel Marsh,1,0,", "Pixel Marsh,2,4,1;3", "Pixel Marsh,3,3.5,");

        var report = await CalibrationStage.CompareAsync(room.Folder, room.PathTo("human.csv"));

        Assert.Equal((6, 0.5), (report.Overall!.N, report.Overall.Exact!.Value));
        Assert.Equal((0.6667, 0.8333), (report.Overall.WithinHalf!.Value, report.Overall.WithinOne!.Value));
        Assert.Equal(0.5833, report.Overall.MeanAbsoluteError!.Value);
        Assert.Equal(0.5833, report.Overall.Bias!.Value);

        // In per cent of the question: 0, 25, 0, 100, 0, 12.5.
        Assert.Equal(22.9167, report.Overall.MeanAbsoluteErrorPercent!.Value);
        Assert.Equal(["1", "2", "3"], report.ByQuestion.Keys);
        Assert.Equal(1, report.ByQuestion["1"].MeanAbsoluteError!.Value);
        Assert.Equal([("full", 3), ("mid", 2), ("zero", 1)], report.ByBand.OrderBy(band => band.Key, StringComparer.Ordinal).Select(band => (band.Key, band.Value.N)));
        Assert.Equal([(1, 2, 0d), (2, 2, 0.5)], report.ByCriterion.Select(criterion => (criterion.Criterion, criterion.N, criterion.Bias!.Value)));

        // Totals: machine 10 and 10, teacher 9 and 7.5.
        Assert.Equal((2, 1.75), (report.Totals!.N, report.Totals.MeanAbsoluteError!.Value));
        Assert.Null(report.Threshold);
        Assert.True(File.Exists(room.Folder.Calibration));
    }

    [Fact]
    public async Task Compare_WithTooFewMarks_ProposesNothing()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await WriteAsync(room, "student,question,points", "Nova Quill,1,2");

        var report = await CalibrationStage.CompareAsync(room.Folder, room.PathTo("human.csv"), new() { MaxError = 0.02 });

        Assert.Null(report.Threshold);
        Assert.Equal("1 mark is too few to show an error rate of 2 %: it takes 149 without a single error. Models have marked only 3 answers of this exam that need no person; all of them together show 64 % at best (--max-error 0.64).", report.Proposal!.Refusal);
    }

    [Fact]
    public async Task Compare_WithAnErrorRateThatHolds_AcceptsMarksAboveTheThresholdOfThatModelOnly()
    {
        var students = Enumerable.Range(10, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"Student {i}")).ToArray();
        using var room = await Classroom.OfAsync(students);
        foreach (var student in students)
        {
            await room.WriteAsync(student, $"joule {student}", $"t = 2 s by fall {student}", $"friction makes heat of it {student}");
        }

        using var model = new NamedModel(prompt => Answers.IsAbout(prompt, "3") ? Answers.Sure(prompt, 0.6, 2, 2) : Answers.Full(prompt));
        await GradingStage.RunAsync(await room.PlanAsync(), new(model, new() { RateLimit = 0, EnableCheckpointing = false }));
        await WriteAsync(room, ["student,question,points", .. students.SelectMany(student => new[] { $"{student},1,2", $"{student},2,4", $"{student},3,2" })]);

        // 60 marks of confidence 0.9 without an error show 5 %; those of 0.6 are all wrong.
        var report = await CalibrationStage.CompareAsync(room.Folder, room.PathTo("human.csv"), new() { MaxError = 0.05 });

        Assert.Equal((0.9, 60, 0, 0.6667), (report.Threshold!.Value, report.Proposal!.Accepted, report.Proposal.Errors, report.Proposal.AcceptedShare!.Value));
        Assert.Equal([MarkStanding.Accepted, MarkStanding.Accepted, MarkStanding.Suggested], (await room.GradesOfAsync("Student 10")).QuestionGrades.Select(grade => grade.Standing!.Value));
        var summary = await room.ReadAsync(room.Folder.GradingSummary);
        Assert.StartsWith("30 suggested, 60 accepted, 0 decided by a person, 0 open. Marks of confidence 0.90 or more are accepted", summary.GetProperty("statement").GetString(), StringComparison.Ordinal);

        await GradingStage.RunAsync(await room.PlanAsync(new() { Policy = new() { BelowThreshold = true } }), room.Executor(new ScriptedModel(Answers.Full)));
        var below = await room.GradeOfAsync("Student 10", "3");
        Assert.Equal((GradeState.NeedsReview, "The confidence is 0.60; marks are accepted from 0.90 on."), (below.State, below.ReviewReasons[0]));

        // Another model has not been compared: its marks are suggestions again.
        using var other = new ScriptedModel(Answers.Full);
        await room.GradeAsync(other, new() { Student = "Student 11", Force = true });
        Assert.All((await room.GradesOfAsync("Student 11")).QuestionGrades, grade => Assert.Equal(MarkStanding.Suggested, grade.Standing));
    }

    [Theory]
    [InlineData(0, 0.9, null)]
    [InlineData(3, null, "Of the 60 marks of confidence 0.90 or more, 3 are more than 0.5 points off: the error rate may be 12.4 %, not 5 %.")]
    public void Threshold_DependsOnTheErrorsAboveIt(int errors, double? expected, string? refusal)
    {
        var pairs = Enumerable.Range(0, 60).Select(i => Pair(i, 0.9, wrong: i < errors)).Concat(Enumerable.Range(60, 40).Select(i => Pair(i, 0.5, wrong: true))).ToList();

        var proposal = ThresholdProposal.Of(pairs, 0.05, 0.5m, All(100));

        Assert.Equal((expected, refusal), (proposal.Threshold, proposal.Refusal));
    }

    [Fact]
    public void Threshold_CountsNoMarkThatWaitsForAPerson()
    {
        var pairs = Enumerable.Range(0, 100).Select(i => Pair(i, 0.9, wrong: false) with { IsGraded = i < 30 }).ToList();

        Assert.StartsWith("30 marks are too few", ThresholdProposal.Of(pairs, 0.05, 0.5m, All(100)).Refusal, StringComparison.Ordinal);
        Assert.Equal(0.9, ThresholdProposal.Of(pairs, 0.1, 0.5m, All(100)).Threshold);
    }

    [Theory]
    [InlineData(200, 260, "Mark more answers (--sample 223), or allow more errors.")]
    [InlineData(200, 210, "Mark more answers (--sample 210), or allow more errors.")]
    [InlineData(148, 400, "Models have marked only 148 answers of this exam that need no person; all of them together show 3 % at best (--max-error 0.03).")]
    [InlineData(58, 58, "Models have marked only 58 answers of this exam that need no person; all of them together show 6 % at best (--max-error 0.06).")]
    [InlineData(1, 1, "Models have marked only 1 answer of this exam that needs no person; it shows 95 % at best (--max-error 0.95).")]
    public void Threshold_WithTooFewMarks_AdvisesWhatTheExamCanGive(int graded, int drawable, string advice)
    {
        var refusal = ThresholdProposal.Of([Pair(1, 0.9, wrong: false)], 0.02, 0.5m, new(graded, drawable)).Refusal;

        Assert.Equal($"1 mark is too few to show an error rate of 2 %: it takes 149 without a single error. {advice}", refusal);
    }

    [Fact]
    public async Task Sample_IsBlindAndStratified()
    {
        var students = Enumerable.Range(10, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $"Student {i}")).ToArray();
        using var room = await Classroom.OfAsync(students);
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "2") ? Answers.Of(prompt, 0.25m, 0.25m) : Answers.Full(prompt));
        await room.GradeAsync(model);

        var csv = await CalibrationStage.SampleAsync(room.Folder, 30);

        var rows = csv.TrimEnd().Split('\n');
        Assert.Equal("student,student_id,question,points,criteria,comment,of,pages", rows[0]);
        Assert.Equal(30, rows.Length - 1);
        Assert.All(rows.Skip(1), row => Assert.Equal("", row.Split(',')[3]));
        Assert.Equal([10, 10, 10], rows.Skip(1).GroupBy(row => row.Split(',')[2]).Select(group => group.Count()));
        Assert.Equal(csv, await CalibrationStage.SampleAsync(room.Folder, 30));
        Assert.NotEqual(csv, await CalibrationStage.SampleAsync(room.Folder, 30, seed: 2));
    }

    [Theory]
    [InlineData(new[] { 10, 10, 10 }, 6, new[] { 2, 2, 2 })]
    [InlineData(new[] { 70, 20, 10 }, 10, new[] { 7, 2, 1 })]
    [InlineData(new[] { 5, 3, 1 }, 5, new[] { 3, 2, 0 })]
    [InlineData(new[] { 1, 1 }, 2, new[] { 1, 1 })]
    public void Apportion_ByLargestRemainders(int[] sizes, int number, int[] expected) => Assert.Equal(expected, BlindSample.Apportion(sizes, number));

    [Fact]
    public async Task Compare_BadRows_AreNamedAndNothingIsWritten()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await WriteAsync(room, "student,question,points", "Nova Quill,1,3", "Nobody,2,1");

        var exception = await Assert.ThrowsAsync<ExamException>(() => CalibrationStage.CompareAsync(room.Folder, room.PathTo("human.csv")));

        Assert.Contains("line 2: question 1 has 3 points", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 3: there is no student 'Nobody'", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(room.Folder.Calibration));
    }

    private static MarkSupply All(int count) => new(count, count);

    private static MarkPair Pair(int i, double confidence, bool wrong) => new()
    {
        Student = $"s{i}",
        QuestionId = "1",
        Machine = 2,
        Human = wrong ? 0 : 2,
        Possible = 4,
        Confidence = confidence,
        IsGraded = true,
    };

    private static Task WriteAsync(Classroom room, params IReadOnlyList<string> lines) => File.WriteAllTextAsync(room.PathTo("human.csv"), string.Join('\n', lines));
}
