using Aita.Exams.Domain;

namespace Aita.Exams.Workspace;

/// <summary>Reads and writes the files of an assignment that stages share. Writing is atomic; reading checks.</summary>
public static class ExamFiles
{
    /// <summary>The exam, checked.</summary>
    /// <exception cref="ExamException">Missing, malformed, or not a usable exam: then the message names every error.</exception>
    public static async Task<ExamSpec> ReadExamSpecAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var spec = await JsonFile.ReadAsync(folder.ExamSpec, ExamJsonContext.Readable.ExamSpec, cancellationToken).ConfigureAwait(false);
        JsonFile.ThrowIfNull(folder.ExamSpec, "questions", spec.Questions);
        ThrowIfAny(spec.Validate(), folder.ExamSpec);
        return spec;
    }

    /// <summary>Writes the exam after checking it.</summary>
    /// <exception cref="ExamException">Not a usable exam, or the disk refused.</exception>
    public static Task WriteExamSpecAsync(AssignmentFolder folder, ExamSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(spec);
        ThrowIfAny(spec.Validate(), folder.ExamSpec);
        return JsonFile.WriteAsync(folder.ExamSpec, spec, ExamJsonContext.Readable.ExamSpec, cancellationToken);
    }

    /// <summary>Answer keys of a file such as <see cref="AssignmentFolder.AnswerKeys"/>; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static async Task<IReadOnlyList<AnswerKey>?> TryReadAnswerKeysAsync(string path, CancellationToken cancellationToken = default)
    {
        var keys = (await JsonFile.TryReadAsync(path, ExamJsonContext.Readable.AnswerKeyFile, cancellationToken).ConfigureAwait(false))?.AnswerKeys;
        JsonFile.ThrowIfNull(path, "answer_keys", keys);
        return keys;
    }

    /// <summary>Writes answer keys.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static Task WriteAnswerKeysAsync(string path, IReadOnlyList<AnswerKey> keys, CancellationToken cancellationToken = default) =>
        JsonFile.WriteAsync(path, new AnswerKeyFile { AnswerKeys = keys }, ExamJsonContext.Readable.AnswerKeyFile, cancellationToken);

    /// <summary>Rubrics of a file such as <see cref="AssignmentFolder.Rubrics"/>; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static async Task<IReadOnlyList<Rubric>?> TryReadRubricsAsync(string path, CancellationToken cancellationToken = default)
    {
        var rubrics = (await JsonFile.TryReadAsync(path, ExamJsonContext.Readable.RubricFile, cancellationToken).ConfigureAwait(false))?.Rubrics;
        JsonFile.ThrowIfNull(path, "rubrics", rubrics);
        ThrowIfNoCriterion(path, rubrics ?? []);
        return rubrics;
    }

    /// <summary>Writes rubrics.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static Task WriteRubricsAsync(string path, IReadOnlyList<Rubric> rubrics, CancellationToken cancellationToken = default) =>
        JsonFile.WriteAsync(path, new RubricFile { Rubrics = rubrics }, ExamJsonContext.Readable.RubricFile, cancellationToken);

    /// <summary>The instructor's own rubrics, checked against the exam; none if there is no file.</summary>
    /// <param name="path">The file, such as <see cref="AssignmentFolder.UserRubrics"/>.</param>
    /// <param name="spec">The exam they belong to.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ExamException">Unreadable, malformed, or not usable with this exam: then the message names every error.</exception>
    public static async Task<UserRubrics> ReadUserRubricsAsync(string path, ExamSpec spec, CancellationToken cancellationToken = default)
    {
        var rubrics = await JsonFile.TryReadAsync(path, ExamJsonContext.Readable.UserRubrics, cancellationToken).ConfigureAwait(false)
            ?? new UserRubrics();
        ThrowIfNoCriterion(path, rubrics.Rubrics);
        ThrowIfAny(rubrics.Validate(spec), path);
        return rubrics;
    }

    /// <summary>Instructions by question id; none if there is no file.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadQuestionInstructionsAsync(string path, CancellationToken cancellationToken = default) =>
        await JsonFile.TryReadAsync(path, ExamJsonContext.Readable.TextByQuestion, cancellationToken).ConfigureAwait(false)
        ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The transcription of one page; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static Task<PageTranscription?> TryReadPageAsync(StudentFolder student, int page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        return JsonFile.TryReadAsync(student.PageTranscription(page), ExamJsonContext.Readable.PageTranscription, cancellationToken);
    }

    /// <summary>Writes the transcription of one page.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static Task WritePageAsync(StudentFolder student, PageTranscription page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(page);
        return JsonFile.WriteAsync(
            student.PageTranscription(page.PageNumber), page, ExamJsonContext.Readable.PageTranscription, cancellationToken);
    }

    /// <summary>What was read of a student; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static Task<StudentTranscription?> TryReadTranscriptionAsync(StudentFolder student, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        return JsonFile.TryReadAsync(student.Transcriptions, ExamJsonContext.Readable.StudentTranscription, cancellationToken);
    }

    /// <summary>Writes what was read of a student.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static Task WriteTranscriptionAsync(StudentFolder student, StudentTranscription transcription, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        return JsonFile.WriteAsync(
            student.Transcriptions, transcription, ExamJsonContext.Readable.StudentTranscription, cancellationToken);
    }

    /// <summary>A student's answers question by question, each with its state (see <see cref="StudentAnswer.KnownState"/>); <see langword="null"/> if there are none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static async Task<StudentAnswers?> TryReadAnswersAsync(StudentFolder student, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        var answers = await JsonFile.TryReadAsync(student.QuestionTranscriptions, ExamJsonContext.Readable.StudentAnswers, cancellationToken).ConfigureAwait(false);
        return answers is null ? null : answers with { QuestionAnswers = [.. answers.QuestionAnswers.Select(answer => answer with { State = answer.KnownState })] };
    }

    /// <summary>Writes a student's answers.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static Task WriteAnswersAsync(StudentFolder student, StudentAnswers answers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        return JsonFile.WriteAsync(student.QuestionTranscriptions, answers, ExamJsonContext.Readable.StudentAnswers, cancellationToken);
    }

    /// <summary>A student's grades; <see langword="null"/> if there are none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static Task<StudentGrades?> TryReadGradesAsync(StudentFolder student, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        return JsonFile.TryReadAsync(student.Grades, ExamJsonContext.Readable.StudentGrades, cancellationToken);
    }

    /// <summary>Writes a student's grades.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static Task WriteGradesAsync(StudentFolder student, StudentGrades grades, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        return JsonFile.WriteAsync(student.Grades, grades, ExamJsonContext.Readable.StudentGrades, cancellationToken);
    }

    private static void ThrowIfNoCriterion(string path, IReadOnlyList<Rubric> rubrics)
    {
        foreach (var rubric in rubrics)
        {
            JsonFile.ThrowIfNull(path, $"the criteria of question {rubric.QuestionId}", rubric.Criteria);
        }
    }

    private static void ThrowIfAny(IReadOnlyList<string> errors, string path)
    {
        if (errors.Count > 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{path} cannot be used:\n- {string.Join("\n- ", errors)}");
        }
    }
}
