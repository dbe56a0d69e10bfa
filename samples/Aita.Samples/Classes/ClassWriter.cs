using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Samples;

/// <summary>
/// Writes an invented class as an assignment folder before any stage has run: roster, exam as handed out, rubrics, answer keys and scans,
/// with the truth beside them. Thread-safe.
/// </summary>
internal static class ClassWriter
{
    /// <summary>The file with the truth, in the assignment's folder.</summary>
    public const string TruthFile = "truth.json";

    private static readonly JsonSerializerOptions Readable = new(TruthJson.File.Options);

    /// <summary>Makes a class and writes it. The same numbers give the same files.</summary>
    /// <param name="folder">The assignment's folder; what lies there already is overwritten.</param>
    /// <param name="students">Students on the roster.</param>
    /// <param name="seed">Of all that is drawn.</param>
    /// <param name="kinds">What to plant; null plants everything.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task<ClassPlan> WriteAsync(
        string folder, int students = 30, int seed = 1, IReadOnlyList<TroubleKind>? kinds = null, CancellationToken cancellationToken = default)
    {
        var plan = ClassPlan.Make(students, seed, kinds);
        var root = Path.GetFullPath(folder);
        var assignment = AssignmentFolder.Open(Path.GetDirectoryName(root)!, Path.GetFileName(root));
        await WriteTextsAsync(assignment, plan, cancellationToken);
        for (var page = 1; page <= ClassExam.Exam.Pages; page++)
        {
            var number = page;
            var blank = Scanner.Scan(canvas => PagePainter.Print(canvas, ClassExam.Exam, "", number), new Random(seed + page));
            await AtomicFile.WriteAsync(Path.Join(assignment.BlankExam, $"page_{page:000}.jpg"), blank, cancellationToken);
        }

        var painter = new SheetPainter(seed);
        foreach (var (path, content) in plan.Files.SelectMany(painter.Make))
        {
            await AtomicFile.WriteAsync(Path.Join(assignment.Scans, path), content, cancellationToken);
        }

        return plan;
    }

    private static async Task WriteTextsAsync(AssignmentFolder assignment, ClassPlan plan, CancellationToken cancellationToken)
    {
        var roster = plan.Roster.Aggregate(new StringBuilder("Student Name,student_id\n"), (text, student) => text.Append($"{student.Name},{student.Id}\n"));
        await AtomicFile.WriteTextAsync(assignment.Roster, roster.ToString(), cancellationToken);
        await AtomicFile.WriteTextAsync(
            Path.Join(assignment.Root, TruthFile), JsonSerializer.Serialize(ExamTruth.Of(plan), TruthJson.File.ExamTruth) + "\n", cancellationToken);
        await AtomicFile.WriteTextAsync(assignment.UserRubrics, Rubrics().ToJsonString(Readable) + "\n", cancellationToken);
        await ExamFiles.WriteAnswerKeysAsync(
            assignment.AnswerKeys,
            [.. ClassExam.Pools.Select(pool => new AnswerKey { QuestionId = pool.QuestionId, CorrectAnswer = pool.Key })],
            cancellationToken);
    }

    private static JsonObject Rubrics() => new(ClassExam.Pools.Select(pool => KeyValuePair.Create(pool.QuestionId, (JsonNode?)new JsonObject
    {
        ["total_points"] = pool.Criteria.Sum(criterion => criterion.Points),
        ["criteria"] = new JsonArray([.. pool.Criteria.Select(criterion => (JsonNode)new JsonObject
        {
            ["points"] = criterion.Points,
            ["description"] = criterion.Description,
            ["examples"] = new JsonArray([.. criterion.Full.Select(example => (JsonNode)example)]),
        })]),
    })));
}
