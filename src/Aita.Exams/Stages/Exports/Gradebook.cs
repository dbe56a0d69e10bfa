using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>Whose marks are exported, after it was checked that they may be. Immutable.</summary>
internal sealed class Gradebook
{
    /// <summary>More students than these are counted in a message, not named.</summary>
    private const int Named = 10;

    private Gradebook(ClassResults results, IReadOnlyList<StudentResult> exported, IReadOnlyList<StudentResult> leftOut) =>
        (Results, Exported, LeftOut) = (results, exported, leftOut);

    public ClassResults Results { get; }

    /// <summary>Students whose marks go out.</summary>
    public IReadOnlyList<StudentResult> Exported { get; }

    /// <summary>Students with an open answer who stay out.</summary>
    public IReadOnlyList<StudentResult> LeftOut { get; }

    /// <summary>What the exam is worth.</summary>
    public decimal Total => Results.Spec.TotalPoints;

    /// <exception cref="ExamException">Grades are stale, an answer waits for a person and nothing was said about it, or nobody has a mark.</exception>
    public static async Task<Gradebook> OpenAsync(AssignmentFolder folder, OpenStudents open, CancellationToken cancellationToken)
    {
        var results = await ClassResults.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var waiting = results.Students.Where(student => student.Open > 0).ToList();
        if (results.Students.All(student => student.Grades is null && !student.IsExcused))
        {
            throw new ExamException(ExamErrorKind.Missing, $"There are no grades in {folder.GradingResults}: run aita grade first.");
        }

        if (results.Students.Where(student => student.Stale.Count > 0).ToList() is { Count: > 0 } stale)
        {
            var names = string.Join(", ", stale.Take(Named).Select(student => $"{student.Identity.StudentName} ({student.StaleText})"));
            var renew = (stale.Find(student => student.Stale.Any(source => source.IsPage)) ?? stale[0]).Renew;
            throw new ExamException(
                ExamErrorKind.Invalid,
                $"What the grades of {stale.Count} {(stale.Count == 1 ? "student" : "students")} follow from changed after they were made: {names}{(stale.Count > Named ? ", ..." : "")}. They are not exported: {renew}.");
        }

        if (waiting.Count > 0 && open == OpenStudents.Refuse)
        {
            var names = string.Join(", ", waiting.Take(Named).Select(student => $"{student.Identity.StudentName} ({string.Join(", ", OpenQuestions(student))})"));
            throw new ExamException(
                ExamErrorKind.Invalid,
                $"{waiting.Sum(student => student.Open)} answers of {waiting.Count} students wait for a person: {names}{(waiting.Count > Named ? ", ..." : "")}. "
                + "See them with aita review and decide with aita decide, or say --allow-open leave-out or --allow-open count.");
        }

        return open == OpenStudents.Count
            ? new Gradebook(results, results.Students, [])
            : new Gradebook(results, [.. results.Students.Except(waiting)], waiting);
    }

    /// <summary>What is written for a student: points with a full stop, or <paramref name="excused"/>.</summary>
    public static string ValueOf(StudentResult student, string excused) => student.IsExcused ? excused : Number(student.Score);

    /// <summary><c>87.5</c>: a full stop, no grouping, no more digits than needed.</summary>
    public static string Number(decimal value) => value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The questions that are open.</summary>
    public static IEnumerable<string> OpenQuestions(StudentResult student) =>
        student.Answers.Where(answer => !answer.IsResolved).Select(answer => answer.Question.QuestionId);

    /// <summary>The parts of the outcome that every export has.</summary>
    public ExportResult ResultOf(IReadOnlyList<string> files, IReadOnlyCollection<StudentResult> written, IEnumerable<string> warnings) => new()
    {
        Files = files,
        Exported = written.Count,
        Excused = written.Count(student => student.IsExcused),
        LeftOut = [.. LeftOut.Select(NameOf)],
        CountedOpen = [.. written.Where(student => student.Open > 0).Select(NameOf)],
        Warnings = [.. warnings, .. SuggestedWarning(written)],
    };

    /// <summary><c>Nova Quill (0042)</c>.</summary>
    public static string NameOf(StudentResult student) => student.Identity.StudentId is { Length: > 0 } id
        ? $"{student.Identity.StudentName} ({id})"
        : student.Identity.StudentName;

    private static IEnumerable<string> SuggestedWarning(IReadOnlyCollection<StudentResult> written)
    {
        var suggested = written.Sum(student => student.Suggested);
        return suggested == 0 ? [] :
            [$"{suggested} of {written.Sum(student => student.Answers.Count(answer => answer.Points is not null))} marks are suggestions of a model that no person has decided."];
    }
}
