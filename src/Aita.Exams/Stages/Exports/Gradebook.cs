using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>Whose marks are exported, after it was checked that they may be. Immutable.</summary>
internal sealed class Gradebook
{
    /// <summary>More students than these are counted in a message, not named.</summary>
    public const int Named = 10;

    private readonly ExcusedQuestions _excused;
    private readonly IReadOnlyList<StudentResult> _partlyExcused;

    private Gradebook(ClassResults results, IReadOnlyList<StudentResult> exported, IReadOnlyList<StudentResult> leftOut, ExcusedQuestions excused)
    {
        (Results, LeftOut, _excused) = (results, leftOut, excused);
        _partlyExcused = [.. exported.Where(student => student.ExcusedQuestions.Count > 0)];
        Exported = excused == ExcusedQuestions.LeaveOut ? [.. exported.Except(_partlyExcused)] : exported;
    }

    public ClassResults Results { get; }

    /// <summary>Students whose marks go out.</summary>
    public IReadOnlyList<StudentResult> Exported { get; }

    /// <summary>Students with an open answer who stay out.</summary>
    public IReadOnlyList<StudentResult> LeftOut { get; }

    /// <summary>What the exam is worth.</summary>
    public decimal Total => Results.Spec.TotalPoints;

    /// <param name="folder">The assignment.</param>
    /// <param name="options">What was said about open answers and excused questions.</param>
    /// <param name="isOneColumn">Whether the file says of each student one number, of the points of the whole exam.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ExamException">Grades are stale, an answer waits for a person or is excused and nothing was said about it, or nobody has a mark.</exception>
    public static async Task<Gradebook> OpenAsync(AssignmentFolder folder, ExportOptions options, bool isOneColumn, CancellationToken cancellationToken)
    {
        var open = options.Open;
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
                $"{Counted.Of(waiting.Sum(student => student.Open), "answer", "answers")} of {Counted.Of(waiting.Count, "student", "students")} {(waiting.Sum(student => student.Open) == 1 ? "waits" : "wait")} for a person: {names}{(waiting.Count > Named ? ", ..." : "")}. "
                + "See them with aita review and decide with aita decide, or say --allow-open leave-out or --allow-open count.");
        }

        var excused = isOneColumn ? options.ExcusedQuestions : default;
        var book = open == OpenStudents.Count
            ? new Gradebook(results, results.Students, [], excused)
            : new Gradebook(results, [.. results.Students.Except(waiting)], waiting, excused);
        return isOneColumn && excused == ExcusedQuestions.Refuse && book._partlyExcused.Count > 0 ? throw PartlyExcused(book) : book;
    }

    /// <summary>What is written for a student: points with a full stop, or <paramref name="excused"/>.</summary>
    public string ValueOf(StudentResult student, string excused) => student.IsExcused ? excused
        : _excused == ExcusedQuestions.Scale && student.ExcusedQuestions.Count > 0 ? Number(student.ScoreOf(Total))
        : Number(student.Score);

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
        Warnings = [.. warnings, .. ExcusedWarnings(written), .. SuggestedWarning(written)],
    };

    /// <summary><c>Nova Quill (0042)</c>.</summary>
    public static string NameOf(StudentResult student) => student.Identity.StudentId is { Length: > 0 } id
        ? $"{student.Identity.StudentName} ({id})"
        : student.Identity.StudentName;

    private static ExamException PartlyExcused(Gradebook book)
    {
        var students = book._partlyExcused;
        var names = students.Take(Named).Select(student => $"{student.Identity.StudentName} ({string.Join(", ", student.ExcusedQuestions)}): {Number(student.Score)} of {Number(student.Possible)} points");
        var (first, total) = (students[0], Number(book.Total));
        return new ExamException(
            ExamErrorKind.Invalid,
            $"{students.Count} {(students.Count == 1 ? "student is" : "students are")} excused from questions, which one mark of {total} points cannot say: {string.Join("; ", names)}{(students.Count > Named ? "; ..." : "")}. "
            + $"Say --excused-questions scale ({Number(first.ScoreOf(book.Total))} of {total} for {first.Identity.StudentName}), --excused-questions count ({Number(first.Score)} of {total}), or --excused-questions leave-out.");
    }

    /// <summary>Each student whose mark in the file is of another exam than the file says.</summary>
    private IEnumerable<string> ExcusedWarnings(IReadOnlyCollection<StudentResult> written) => _partlyExcused
        .Where(student => _excused is ExcusedQuestions.LeaveOut || (_excused is ExcusedQuestions.Scale or ExcusedQuestions.Count && written.Contains(student)))
        .Select(student => $"{NameOf(student)} is excused from {string.Join(", ", student.ExcusedQuestions)} and has {Number(student.Score)} of {Number(student.Possible)} points; "
            + (_excused == ExcusedQuestions.LeaveOut ? "the file leaves the student out." : $"the file says {ValueOf(student, "")} of {Number(Total)}."));

    private static IEnumerable<string> SuggestedWarning(IReadOnlyCollection<StudentResult> written)
    {
        var suggested = written.Sum(student => student.Suggested);
        return suggested == 0 ? [] :
            [$"{suggested} of {written.Sum(student => student.Answers.Count(answer => answer.Points is not null))} marks are suggestions of a model that no person has decided."];
    }
}
