using System.Globalization;
using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Tests.Stages.Grading;

/// <summary>A small invented class whose pages are transcribed, in a folder of its own.</summary>
internal sealed class Classroom : IDisposable
{
    public const string Model = "test/model";

    private readonly TemporaryFolder _folder = new();

    private Classroom() => Folder = AssignmentFolder.Open(_folder.At("data"), "quiz");

    public AssignmentFolder Folder { get; }

    public static IReadOnlyList<ExamQuestion> Questions { get; } =
    [
        new() { QuestionId = "1", QuestionText = "Name the unit of energy.", Points = 2, QuestionType = QuestionType.ShortAnswer, PageNumber = 1 },
        new() { QuestionId = "2", QuestionText = "How long does a stone fall from 20 m?", Points = 4, QuestionType = QuestionType.Calculation, PageNumber = 1 },
        new() { QuestionId = "3", QuestionText = "Why does a pendulum come to rest?", Points = 4, QuestionType = QuestionType.LongAnswer, PageNumber = 2 },
    ];

    public static IReadOnlyList<Rubric> Rubrics { get; } =
    [
        new() { QuestionId = "1", TotalPoints = 2, Criteria = [new() { Points = 2, Description = "Names the joule." }] },
        new() { QuestionId = "2", TotalPoints = 4, Criteria = [new() { Points = 1, Description = "A relation of fall." }, new() { Points = 3, Description = "The time." }] },
        new() { QuestionId = "3", TotalPoints = 4, Criteria = [new() { Points = 2, Description = "Friction." }, new() { Points = 2, Description = "Heat." }] },
    ];

    /// <summary>A class of these students, each with good answers.</summary>
    public static async Task<Classroom> OfAsync(params string[] students)
    {
        var room = new Classroom();
        await ExamFiles.WriteExamSpecAsync(room.Folder, new ExamSpec { ExamName = "Quiz", TotalPages = 2, Questions = Questions });
        await ExamFiles.WriteRubricsAsync(room.Folder.Rubrics, Rubrics);
        await ExamFiles.WriteAnswerKeysAsync(room.Folder.AnswerKeys, [.. Questions.Select(question => new AnswerKey { QuestionId = question.QuestionId, CorrectAnswer = "key" })]);
        for (var i = 0; i < students.Length; i++)
        {
            await room.WriteAsync(students[i], $"joule ({i})", $"h = g t^2 / 2, so t = 2 s ({i})", $"Friction does work on it, and energy becomes heat ({i}).");
        }

        return room;
    }

    /// <summary>Answers to the questions in order; null for a page that is missing, empty for blank.</summary>
    public Task WriteAsync(string student, params string?[] texts) => WriteAsync(student, answers => answers, texts);

    public Task WriteAsync(string student, Func<StudentAnswers, StudentAnswers> change, params string?[] texts) => ExamFiles.WriteAnswersAsync(
        Folder.Student(student),
        change(new StudentAnswers
        {
            StudentName = student,
            ExamName = "Quiz",
            QuestionAnswers = [.. texts.Select((text, i) => new StudentAnswer
            {
                StudentName = student,
                QuestionId = Questions[i].QuestionId,
                RawText = text ?? "",
                Confidence = 0.95,
                State = text is null ? AnswerState.MissingPage : text.Length == 0 ? AnswerState.Blank : AnswerState.Answered,
            })],
        }));

    public async Task<GradingStageResult> GradeAsync(ScriptedModel model, GradingStageOptions? options = null, bool checkpoint = false) =>
        await GradingStage.RunAsync(await PlanAsync(options), Executor(model, checkpoint));

    public Task<GradingPlan> PlanAsync(GradingStageOptions? options = null) =>
        GradingPlan.ReadAsync(Folder, (options ?? new GradingStageOptions()) with { Model = Model });

    public ParallelLlmExecutor Executor(ScriptedModel model, bool checkpoint = false, int workers = 4) => new(model, new ParallelExecutionOptions
    {
        MaxWorkers = workers,
        RateLimit = 0,
        MaxRetries = 0,
        EnableCheckpointing = checkpoint,
        CheckpointDirectory = _folder.At("checkpoints"),
        DrainTimeout = TimeSpan.FromMinutes(10),
    });

    public async Task<StudentGrades> GradesOfAsync(string student) => (await ExamFiles.TryReadGradesAsync(Folder.Student(student)))!;

    public async Task<QuestionGrade> GradeOfAsync(string student, string question) =>
        (await GradesOfAsync(student)).QuestionGrades.Single(grade => grade.QuestionId == question);

    public async Task<JsonElement> ReadAsync(string path) => JsonElement.Parse(await File.ReadAllTextAsync(path));

    public string PathTo(string name) => _folder.At(name);

    public void Dispose() => _folder.Dispose();
}

/// <summary>What graders answer.</summary>
internal static class Answers
{
    /// <summary>These points, each with the answer itself as the quote.</summary>
    public static string Of(string prompt, params decimal[] points) => Sure(prompt, 0.9, points);

    public static string Sure(string prompt, double confidence, params decimal[] points)
    {
        var quote = AnswerIn(prompt);
        var criteria = points.Select((value, i) => new { criterion = i + 1, quote = value > 0 ? quote : "", reason = "r", points = value });
        return JsonSerializer.Serialize(new { criteria, feedback = "Good.", confidence, concerns = Array.Empty<string>() });
    }

    /// <summary>All points.</summary>
    public static string Full(string prompt) => Of(prompt, [.. PointsIn(prompt)]);

    /// <summary>The student's text as it stands in the prompt.</summary>
    public static string AnswerIn(string prompt)
    {
        var lines = prompt.Split('\n');
        var start = Array.FindLastIndex(lines, line => line.StartsWith("<student-answer-", StringComparison.Ordinal));
        var end = Array.FindIndex(lines, start, line => line.StartsWith("</student-answer-", StringComparison.Ordinal));
        return string.Join('\n', lines[(start + 1)..end]);
    }

    public static bool IsAbout(string prompt, string question) => prompt.Contains($"\nQuestion {question} (", StringComparison.Ordinal);

    private static IEnumerable<decimal> PointsIn(string prompt) => prompt.Split('\n')
        .Select(line => System.Text.RegularExpressions.Regex.Match(line, @"^\d+\. \[(?<points>[0-9.]+) points\]", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
        .Where(match => match.Success).Select(match => decimal.Parse(match.Groups["points"].Value, CultureInfo.InvariantCulture));
}
