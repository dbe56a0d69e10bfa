using System.Text;
using System.Text.Json;
using Aita.Exams.Workspace;

namespace Aita.Samples;

/// <summary>Writes the sample as an assignment folder. The same seed gives the same pages and the same words.</summary>
internal static class SampleWriter
{
    /// <summary>The seed of the committed sample.</summary>
    public const int Seed = 20260101;

    private const string Content = "content/";

    public static async Task WriteAsync(string folder, int seed, CancellationToken cancellationToken)
    {
        await WriteContentAsync(folder, cancellationToken);
        var assignment = AssignmentFolder.Open(Path.GetDirectoryName(Path.GetFullPath(folder))!, Path.GetFileName(Path.GetFullPath(folder)));
        await ExamFiles.WriteExamSpecAsync(assignment, Midterm.Exam.Spec, cancellationToken);

        var roster = new StringBuilder("Student Name,student_id\n");
        foreach (var student in InventedClass.Students)
        {
            roster.Append($"{student.Name},{student.Id}\n");
        }

        await AtomicFile.WriteTextAsync(assignment.Roster, roster.ToString(), cancellationToken);
        var truth = JsonSerializer.Serialize(ExamTruth.Of(Midterm.Exam, InventedClass.Students), TruthJson.File.ExamTruth);
        await AtomicFile.WriteTextAsync(Path.Join(folder, "truth.json"), truth + "\n", cancellationToken);

        for (var page = 1; page <= Midterm.Exam.Pages; page++)
        {
            var number = page;
            var blank = Scanner.Scan(canvas => PagePainter.Print(canvas, Midterm.Exam, "", number), new Random(seed + page));
            await AtomicFile.WriteAsync(Path.Join(assignment.BlankExam, PageName(page)), blank, cancellationToken);
        }

        for (var i = 0; i < InventedClass.Students.Count; i++)
        {
            var student = InventedClass.Students[i];
            for (var page = 1; page <= Midterm.Exam.Pages; page++)
            {
                var jpeg = Draw(student, page, new Random(seed + (100 * (i + 1)) + page));
                await AtomicFile.WriteAsync(Path.Join(assignment.Student(student.Name).Pages, PageName(page)), jpeg, cancellationToken);
            }
        }
    }

    private static byte[] Draw(Student student, int page, Random random)
    {
        var jpeg = Scanner.Scan(
            canvas =>
            {
                PagePainter.Print(canvas, Midterm.Exam, student.Id, page);
                PagePainter.Write(canvas, Midterm.Exam, student, page, random);
            },
            random);
        return TruthComment.Embed(jpeg, PageTruth.Of(Midterm.Exam, student, page));
    }

    private static async Task WriteContentAsync(string folder, CancellationToken cancellationToken)
    {
        var assembly = typeof(SampleWriter).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Content, StringComparison.Ordinal)))
        {
            await using var stream = assembly.GetManifestResourceStream(name)!;
            await AtomicFile.WriteAsync(Path.Join(folder, name[Content.Length..]), (target, token) => stream.CopyToAsync(target, token), cancellationToken);
        }
    }

    private static string PageName(int page) => $"page_{page:000}.jpg";
}
