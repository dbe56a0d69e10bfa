using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>What persons decide about marks: recorded for good, and applied to the grades at once. No model is asked.</summary>
public static class GradeDecisions
{
    /// <summary>Decides all of it, or nothing when something is wrong.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="requests">What to decide.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="time">The clock; the system's if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops before anything is recorded.</param>
    /// <returns>The grades after it, of the students whom it is about.</returns>
    /// <exception cref="ExamException">Something cannot be decided; the message names every problem, and nothing was changed.</exception>
    public static async Task<IReadOnlyList<DecidedGrade>> DecideAsync(
        AssignmentFolder folder, IReadOnlyList<DecisionRequest> requests, string by, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        return await DecideAsync(folder, requests, [], by, time ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decides every row of a table that has points, or nothing when something is wrong.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="path">The table: student, question, points (or <c>EX</c> to excuse), and if wanted criteria and comment.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="time">The clock; the system's if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops before anything is recorded.</param>
    /// <returns>The grades after it, of the students whom it is about.</returns>
    /// <exception cref="ExamException">Something cannot be decided; the message names every problem with its line, and nothing was changed.</exception>
    public static async Task<IReadOnlyList<DecidedGrade>> DecideFromFileAsync(
        AssignmentFolder folder, string path, string by, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var errors = new List<string>();
        var (rows, column) = await MarkSheet.ReadAsync(path, errors, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0 && errors.Count == 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{path} has no points in any row; fill in the column '{column}'.");
        }

        var requests = rows.Select(row => ToRequest(row, errors)).ToList();
        return await DecideAsync(folder, requests, errors, by, time ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<DecidedGrade>> DecideAsync(
        AssignmentFolder folder, IReadOnlyList<DecisionRequest> requests, List<string> errors, string by, TimeProvider time, CancellationToken cancellationToken)
    {
        var (book, register) = await OpenAsync(folder, time, cancellationToken).ConfigureAwait(false);
        var check = new DecisionCheck(book.Questions, new StudentLookup([.. StudentList.Of(folder).Select(student => register.Find(student.Name)!)]));
        var decisions = requests.Select(request => (Request: request, Decision: check.Check(request, by, time.GetUtcNow(), errors))).ToList();
        foreach (var twice in decisions.Where(entry => entry.Decision is not null).GroupBy(entry => (entry.Decision!.Student, entry.Decision.QuestionId)).Where(group => group.Count() > 1))
        {
            errors.Add($"lines {string.Join(" and ", twice.Select(entry => entry.Request.Line))}: question {twice.Key.QuestionId} of {twice.Key.Student} is decided {twice.Count()} times; keep one.");
        }

        if (errors.Count > 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, errors.Count == 1
                ? $"Nothing was decided: {errors[0]}"
                : $"Nothing was decided; {errors.Count} entries are wrong:\n- {string.Join("\n- ", errors)}");
        }

        List<GradeDecision> all = [.. decisions.Select(entry => entry.Decision!)];
        var students = all.Select(decision => decision.Student).Distinct(StringComparer.Ordinal).ToList();
        var cases = new List<StudentCase>();
        foreach (var student in students)
        {
            cases.Add(await StudentCase.ReadAsync(folder.Student(student), register.Find(student)!, answers: null, cancellationToken).ConfigureAwait(false));
        }

        // Marks edited by hand were there before, so they come before in the log, too.
        foreach (var student in cases.Where(student => HandEdits.Find(student, book.Questions, time.GetUtcNow()).Count > 0))
        {
            await book.WriteAsync(student, cancellationToken).ConfigureAwait(false);
        }

        await book.RecordAsync(all, cancellationToken).ConfigureAwait(false);
        return await ApplyAsync(book, register, cases, all).ConfigureAwait(false);
    }

    /// <summary>What is recorded is applied, whatever happens to the command.</summary>
    private static async Task<IReadOnlyList<DecidedGrade>> ApplyAsync(
        GradeBook book, StudentRegister register, IReadOnlyList<StudentCase> students, IReadOnlyList<GradeDecision> decisions)
    {
        var result = new List<DecidedGrade>();
        foreach (var student in students)
        {
            var grades = await book.WriteAsync(student, CancellationToken.None).ConfigureAwait(false);
            result.AddRange(
                from decision in decisions
                where string.Equals(decision.Student, student.Folder.Name, StringComparison.Ordinal)
                select new DecidedGrade(student.Folder.Name, decision.QuestionId, grades.QuestionGrades.FirstOrDefault(grade => grade.QuestionId == decision.QuestionId), grades));
        }

        await book.WriteClassAsync(register, CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    internal static async Task<(GradeBook Book, StudentRegister Register)> OpenAsync(AssignmentFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        // The policy of the last run, so that deciding one answer changes nothing about the others.
        var policy = await JsonFile.TryReadAsync(folder.ReviewPolicy, GradingJsonContext.Readable.ReviewPolicy, cancellationToken).ConfigureAwait(false);
        var book = new GradeBook(folder, policy ?? new ReviewPolicy(), time);
        await book.OpenAsync(cancellationToken).ConfigureAwait(false);
        await AssignmentRubrics.AddToAsync(book, cancellationToken).ConfigureAwait(false);
        return (book, await StudentList.OpenRegisterAsync(folder, cancellationToken).ConfigureAwait(false));
    }

    internal static DecisionRequest ToRequest(MarkRow row, List<string> errors)
    {
        var request = new DecisionRequest { Student = row.Student, QuestionId = row.Question, Comment = row.Comment, Line = row.Line };
        if (string.Equals(row.Points, "EX", StringComparison.OrdinalIgnoreCase))
        {
            return request with { Excuse = true };
        }

        if (!MarkSheet.TryPoints(row.Points, out var points))
        {
            errors.Add($"line {row.Line}: '{row.Points}' is no number of points.");
        }

        if (!MarkSheet.TryCriteria(row.Criteria, out var criteria))
        {
            errors.Add($"line {row.Line}: '{row.Criteria}' are no points of criteria; write them like 1;0.5;2.");
        }

        return request with { Points = points, CriterionPoints = criteria };
    }
}

/// <summary>A grade after a decision.</summary>
/// <param name="Student">The student's folder name.</param>
/// <param name="QuestionId">The question; <see langword="null"/> for the whole exam.</param>
/// <param name="Grade">Its grade now; <see langword="null"/> for the whole exam.</param>
/// <param name="Grades">All grades of the student now.</param>
public sealed record DecidedGrade(string Student, string? QuestionId, QuestionGrade? Grade, StudentGrades Grades);
