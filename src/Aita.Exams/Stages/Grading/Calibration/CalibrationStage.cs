using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// Compares what models marked with what a teacher marked without seeing it, and proposes from which confidence on marks can be accepted. No
/// model is asked.
/// </summary>
public static class CalibrationStage
{
    /// <summary>Compares, writes <c>calibration.json</c>, and applies the threshold to the grades.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="path">The teacher's marks: student, question, points, and if wanted criteria.</param>
    /// <param name="options">How to compare; defaults if <see langword="null"/>.</param>
    /// <param name="time">The clock; the system's if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <exception cref="ExamException">The marks cannot be used; the message names every problem with its line, and nothing was changed.</exception>
    public static async Task<CalibrationReport> CompareAsync(
        AssignmentFolder folder, string path, CalibrationOptions? options = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new CalibrationOptions();
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new ExamException(ExamErrorKind.Invalid, string.Join(' ', problems));
        }

        time ??= TimeProvider.System;
        var errors = new List<string>();
        var (rows, column) = await MarkSheet.ReadAsync(path, errors, cancellationToken).ConfigureAwait(false);
        List<MarkRow> marked = [.. rows.Where(row => !string.Equals(row.Points, "EX", StringComparison.OrdinalIgnoreCase))];
        if (marked.Count == 0 && errors.Count == 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, rows.Count == 0
                ? $"{path} has no marks yet: write yours into the column '{column}', and compare again."
                : $"{path} has no marks to compare: every row that is filled in excuses its student.");
        }

        var (book, register) = await GradeDecisions.OpenAsync(folder, time, cancellationToken).ConfigureAwait(false);
        var check = new DecisionCheck(book.Questions, new StudentLookup([.. StudentList.Of(folder).Select(student => register.Find(student.Name)!)]));
        var human = marked.Select(row => check.Check(GradeDecisions.ToRequest(row, errors), "teacher", time.GetUtcNow(), errors)).ToList();
        foreach (var twice in human.OfType<GradeDecision>().GroupBy(mark => (mark.Student, mark.QuestionId)).Where(group => group.Count() > 1))
        {
            errors.Add($"question {twice.Key.QuestionId} of {twice.Key.Student} is marked {twice.Count()} times; keep one.");
        }

        if (errors.Count > 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{path} cannot be compared:\n- {string.Join("\n- ", errors)}");
        }

        var machine = (await MachineMarks.ReadAsync(book, register, cancellationToken).ConfigureAwait(false)).ToDictionary(mark => mark.Key);
        var compared = human.Select(mark => (Human: mark!, Machine: machine.GetValueOrDefault((mark!.Student, mark.QuestionId!)))).ToList();
        if (compared.All(pair => pair.Machine is null))
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{path} has no answer that a model has marked: run aita grade first.");
        }

        var earlier = await CalibrationReport.TryReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var comparison = CalibrationComparison.Compare(book.Questions, [.. compared.Where(pair => pair.Machine is not null).Select(pair => (pair.Human, pair.Machine!))], options, MarkSupply.Of(machine.Values)) with
        {
            ComparedAt = time.GetUtcNow(),
            Source = Path.GetFileName(path),
            WithoutMachineMark = compared.Count(pair => pair.Machine is null),
        };
        var report = comparison.After(earlier, options.KeepThreshold);
        await JsonFile.WriteAsync(folder.Calibration, report, GradingJsonContext.Readable.CalibrationReport, cancellationToken).ConfigureAwait(false);
        await ApplyAsync(folder, time).ConfigureAwait(false);
        return report;
    }

    /// <summary>Draws answers for a teacher to mark without seeing the machine's marks.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="size">How many answers; all there are if there are fewer.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The table to fill in, as CSV.</returns>
    /// <exception cref="ExamException">No model has marked anything yet, or a file is malformed.</exception>
    public static async Task<string> SampleAsync(AssignmentFolder folder, int size, int seed = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var (book, register) = await GradeDecisions.OpenAsync(folder, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        var marks = await MachineMarks.ReadAsync(book, register, cancellationToken).ConfigureAwait(false);
        return marks.Count == 0
            ? throw new ExamException(ExamErrorKind.Missing, $"No model has marked an answer of '{folder.Name}' yet: run aita grade first.")
            : BlindSample.ToCsv(BlindSample.Draw(marks, size, seed));
    }

    private static async Task ApplyAsync(AssignmentFolder folder, TimeProvider time)
    {
        var (book, register) = await GradeDecisions.OpenAsync(folder, time, CancellationToken.None).ConfigureAwait(false);
        foreach (var student in StudentList.Of(folder).Where(student => File.Exists(student.Grades)))
        {
            var read = await StudentCase.ReadAsync(student, register.Find(student.Name)!, answers: null, CancellationToken.None).ConfigureAwait(false);
            await book.WriteAsync(read, CancellationToken.None).ConfigureAwait(false);
        }

        await book.WriteClassAsync(register, CancellationToken.None).ConfigureAwait(false);
    }
}
