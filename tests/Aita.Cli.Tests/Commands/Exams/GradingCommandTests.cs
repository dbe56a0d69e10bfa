using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Simulator;
using Aita.Tests;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class GradingCommandTests
{
    [Fact]
    public async Task Grade_TheMidtermOverHttp_GivesTheTrueTotalsAndPaysOnce()
    {
        await using var world = await StartAsync();
        var folder = await PrepareAsync(world);
        var before = world.Server.Traffic.Requests;

        var dry = await world.RunAsync("grade", "-a", "midterm", "--dry-run", "--json");
        var first = await world.RunAsync("grade", "-a", "midterm");
        var sent = world.Server.Traffic.Requests - before;
        var second = await world.RunAsync("grade", "-a", "midterm", "--json");

        using var plan = JsonDocument.Parse(dry.Out);
        Assert.Equal(plan.RootElement.GetProperty("calls").GetInt32(), int.Parse(System.Text.RegularExpressions.Regex.Match(first.Error, @"grade: (?<calls>\d+) calls", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["calls"].Value, null));
        Assert.Equal(ExitCodes.Success, first.Code);
        Assert.True(sent > 20);
        Assert.Equal(before + sent, world.Server.Traffic.Requests);
        Assert.Equal(ExitCodes.Success, second.Code);
        Assert.Contains("Nobody has approved the rubrics", first.Error, StringComparison.Ordinal);
        Assert.Contains("each one of a model is a suggestion", first.Error, StringComparison.Ordinal);
        foreach (var (student, points) in TruePoints())
        {
            var grades = (await ExamFiles.TryReadGradesAsync(folder.Student(student), TestContext.Current.CancellationToken))!;
            Assert.Equal(40m, grades.TotalPossible);
            Assert.Equal(points, grades.QuestionGrades.Sum(grade => grade.PointsEarned ?? grade.SuggestedPoints ?? 0));
        }
    }

    [Fact]
    public async Task ReviewAndDecide_ByTableAndByHand_CloseWhatIsOpen()
    {
        await using var world = await StartAsync();
        var folder = await PrepareAsync(world, answers => answers with
        {
            QuestionAnswers = [.. answers.QuestionAnswers.Select(answer => answer.QuestionId == "5" ? answer with { State = AnswerState.MissingPage, RawText = "" } : answer)],
        });
        await world.RunAsync("grade", "-a", "midterm");

        var table = await world.RunAsync("review", "-a", "midterm");
        var json = await world.RunAsync("review", "-a", "midterm", "--json");
        var csv = await world.RunAsync("review", "-a", "midterm", "--csv", "review.csv");

        Assert.Contains("missing_page", table.Out, StringComparison.Ordinal);
        using var items = JsonDocument.Parse(json.Out);
        var open = items.RootElement.GetArrayLength();
        Assert.Equal(open, world.Read("review.csv").Length - 1);
        Assert.Contains("aita decide --csv review.csv", csv.Error, StringComparison.Ordinal);

        var filled = world.Read("review.csv").Select((line, i) => i == 0 ? line : line.Replace(",5,,,", ",5,EX,,", StringComparison.Ordinal)).ToArray();
        Assert.Equal(ExitCodes.Success, (await world.RunAsync("review", "-a", "midterm", "--csv", "review.csv")).Code);
        world.Write("review.csv", filled);
        var again = await world.RunAsync("review", "-a", "midterm", "--csv", "review.csv");
        Assert.Equal(ExitCodes.BadUsage, again.Code);
        Assert.Contains("review.csv is there already and says something else, perhaps what you filled in: give another name, or --force to overwrite it.", again.Error, StringComparison.Ordinal);
        Assert.Equal(filled, world.Read("review.csv"));
        Assert.Equal(ExitCodes.Success, (await world.RunAsync("review", "-a", "midterm", "--csv", "review.csv", "--force")).Code);
        Assert.NotEqual(filled, world.Read("review.csv"));

        var one = await world.RunAsync("decide", "Nova Quill", "5", "4.5", "-a", "midterm", "--by", "A. Teacher");
        Assert.Equal(ExitCodes.Success, one.Code);
        Assert.StartsWith("Nova Quill, question 5: 4.5 of 6.", one.Out, StringComparison.Ordinal);

        world.Write("review.csv", world.Read("review.csv").Select((line, i) => i == 0 ? line : line.Replace(",5,,,", ",5,EX,,", StringComparison.Ordinal)));
        var all = await world.RunAsync("decide", "-a", "midterm", "--csv", "review.csv", "--by", "A. Teacher", "--json");
        Assert.Equal(ExitCodes.Success, all.Code);
        var grade = (await ExamFiles.TryReadGradesAsync(folder.Student("Pixel Marsh"), TestContext.Current.CancellationToken))!.QuestionGrades.Single(entry => entry.QuestionId == "5");
        Assert.Equal((GradeState.Excused, "A. Teacher"), (grade.State, grade.DecidedBy));
    }

    [Theory]
    [InlineData("Nova Quil", "5", "1", "there is no student 'Nova Quil'; did you mean 'Nova Quill'?")]
    [InlineData("Nova Quill", "5", "7", "question 5 has 7 points; it is worth 0 to 6.")]
    [InlineData("Nova Quill", "5", "lots", "POINTS is 'lots'")]
    public async Task Decide_WhatCannotBe_ExitsWithOneSentence(string student, string question, string points, string expected)
    {
        await using var world = await StartAsync();
        var folder = await PrepareAsync(world);

        var result = await world.RunAsync("decide", student, question, points, "-a", "midterm", "--by", "T");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Decisions));
    }

    [Fact]
    public async Task Calibrate_SampleThenCompare_SaysHowManyItTakes()
    {
        await using var world = await StartAsync();
        await PrepareAsync(world);
        await world.RunAsync("grade", "-a", "midterm");

        var sample = await world.RunAsync("calibrate", "--sample", "10", "-o", "sample.csv", "-a", "midterm");
        world.Write("sample.csv", world.Read("sample.csv").Select((line, i) => i == 0 ? line : line.Replace(",,,,", ",0,,,", StringComparison.Ordinal)));
        var filled = world.Read("sample.csv");
        var again = await world.RunAsync("calibrate", "--sample", "10", "-o", "sample.csv", "-a", "midterm");
        Assert.Equal(ExitCodes.BadUsage, again.Code);
        Assert.Contains("sample.csv is there already and says something else", again.Error, StringComparison.Ordinal);
        Assert.Equal(filled, world.Read("sample.csv"));
        var result = await world.RunAsync("calibrate", "sample.csv", "-a", "midterm", "--max-error", "0.02");

        Assert.Equal(ExitCodes.Success, sample.Code);
        Assert.Equal(11, world.Read("sample.csv").Length);
        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains("QWK", result.Out, StringComparison.Ordinal);
        Assert.Contains("it takes 149 without a single error", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calibrate_WithoutAnErrorRate_KeepsTheThresholdAndSaysSo()
    {
        await using var world = await StartAsync();
        await PrepareAsync(world);
        await world.RunAsync("grade", "-a", "midterm");
        await world.RunAsync("calibrate", "--sample", "20", "-o", "sample.csv", "-a", "midterm");

        var empty = await world.RunAsync("calibrate", "sample.csv", "-a", "midterm");
        world.Write("sample.csv", world.Read("sample.csv").Select((line, i) => i == 0 ? line : line.Replace(",,,,", ",0,,,", StringComparison.Ordinal)));
        var first = await world.RunAsync("calibrate", "sample.csv", "-a", "midterm", "--max-error", "0.2", "--within", "100");
        var second = await world.RunAsync("calibrate", "sample.csv", "-a", "midterm");
        var both = await world.RunAsync("calibrate", "sample.csv", "-a", "midterm", "--max-error", "0.2", "--no-threshold");
        var none = await world.RunAsync("calibrate", "sample.csv", "-a", "midterm", "--no-threshold");
        var nothing = await world.RunAsync("calibrate", "sample.csv", "-a", "midterm");

        Assert.Contains("sample.csv has no marks yet: write yours into the column 'points', and compare again.", empty.Error, StringComparison.Ordinal);
        var threshold = Lines(first).Single(line => line.StartsWith("threshold  ", StringComparison.Ordinal))[11..15];
        Assert.Matches(@"^0\.\d\d$", threshold);
        Assert.Matches($@"^threshold  {threshold}, kept as sample\.csv set it on \d{{4}}-\d\d-\d\d: --max-error RATE sets it anew, --no-threshold takes it away$", Lines(second).Last(line => line.Length > 0));
        Assert.Equal((ExitCodes.BadUsage, "error: --max-error sets a threshold and --no-threshold takes it away: give one of them."), (both.Code, Lines(both)[0]));
        Assert.Contains($"warning: the threshold of {threshold} that stood before is taken away", none.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", nothing.Error, StringComparison.Ordinal);

        static string[] Lines(CliResult result) => result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    internal static Task<CliWorld> StartAsync() => CliWorld.StartAsync(new() { Truth = SimulatedTruth.Midterm });

    internal static async Task<AssignmentFolder> PrepareAsync(CliWorld world, Func<StudentAnswers, StudentAnswers>? change = null)
    {
        var folder = await world.AddMidtermAsync();
        Assert.Equal(ExitCodes.Success, (await world.RunAsync("generate-rubric", "-a", "midterm")).Code);
        var spec = await ExamFiles.ReadExamSpecAsync(folder, TestContext.Current.CancellationToken);
        foreach (var student in Truth().GetProperty("students").EnumerateArray())
        {
            var written = student.GetProperty("pages").EnumerateArray().SelectMany(page => page.GetProperty("answers").EnumerateArray())
                .ToLookup(answer => answer.GetProperty("question_id").GetString()!, answer => answer.GetProperty("text").GetString()!);
            var answers = new StudentAnswers
            {
                StudentName = student.GetProperty("student").GetString()!,
                QuestionAnswers = [.. spec.Questions.Select(question => new StudentAnswer
                {
                    QuestionId = question.QuestionId,
                    RawText = string.Join('\n', written[question.QuestionId]),
                    Confidence = 0.95,
                    State = written[question.QuestionId].Any(text => text.Length > 0) ? AnswerState.Answered : AnswerState.Blank,
                })],
            };
            await ExamFiles.WriteAnswersAsync(folder.Student(answers.StudentName), (change ?? (same => same))(answers), TestContext.Current.CancellationToken);
        }

        return folder;
    }

    private static IEnumerable<(string Student, decimal Points)> TruePoints() => Truth().GetProperty("students").EnumerateArray()
        .Select(student => (student.GetProperty("student").GetString()!, student.GetProperty("points").GetDecimal()));

    private static JsonElement Truth() => JsonElement.Parse(File.ReadAllText(Repository.PathTo("samples", "midterm", "truth.json")));
}
