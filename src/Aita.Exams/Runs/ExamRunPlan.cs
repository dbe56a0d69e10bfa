using Aita.Exams.Domain;
using Aita.Exams.Estimates;
using Aita.Exams.Privacy;
using Aita.Exams.Stages.Ingest;
using Aita.Exams.Stages.Questions;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;

namespace Aita.Exams.Runs;

/// <summary>What a run of a whole exam will do, as far as it is known before anything is sent. Immutable.</summary>
public sealed class ExamRunPlan
{
    /// <summary>Tokens of one graded answer: question, key, rubric and answer in; points, quotes and reasons for each criterion out.</summary>
    private static readonly CallEstimate OneGrading = new(1, new TokenRange(500, 2500), new TokenRange(150, 900));

    /// <summary>Questions of an exam that was not read yet.</summary>
    private const int UnknownQuestions = 8;

    private ExamRunPlan(AssignmentFolder folder, ExamRunOptions options) => (Folder, Options) = (folder, options);

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>The calls, at most and about: how many pages are blank, whose they are and, without an exam, how many questions it has is found out on the way.</summary>
    public CallEstimate Estimate { get; private init; } = CallEstimate.None;

    /// <summary>What the stages will do, for a person: stage and words.</summary>
    public IReadOnlyList<(string Stage, string Text)> Stages { get; private init; } = [];

    /// <summary>What a person should know before, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Whether names are painted over before a page is sent.</summary>
    public bool MasksNames { get; private init; }

    /// <summary>Whether a forced run was interrupted, with which this one goes on.</summary>
    public bool ContinuesForcedRun { get; private init; }

    internal ExamRunOptions Options { get; }

    internal ForcedRun ForcedRun { get; private init; } = null!;

    internal IngestPlan? Ingest { get; private init; }

    internal QuestionsPlan Questions { get; private init; } = null!;

    /// <summary>Finds out what there is to do.</summary>
    /// <exception cref="ExamException">There are no scans and no pages, there is no exam, or a file cannot be used; the message says what to do.</exception>
    public static async Task<ExamRunPlan> ReadAsync(AssignmentFolder folder, ExamRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new ExamRunOptions();
        options = options.Student is not { } wanted ? options
            : options with { Student = await IngestStudents.FolderOfAsync(folder, wanted, HasScans(folder, options), cancellationToken).ConfigureAwait(false) };
        var forced = await ForcedRun.ReadAsync(folder.ForcedExamRun, cancellationToken).ConfigureAwait(false);
        var continues = forced.Covers(options.Student ?? "");
        var isAsked = options.Force;
        options = options.Force || continues ? options.Forced() : options;
        var ingest = HasScans(folder, options) ? await IngestPlan.ReadAsync(folder, options.Ingest, cancellationToken).ConfigureAwait(false) : null;
        if (ingest is not null && options.Transcription is { Redaction: Redaction.WhereKnown, NameStripPercent: null })
        {
            // Ingest finds where the names stand; a page of which it does not know must not leave.
            options = options with { Transcription = options.Transcription with { Redaction = Redaction.On } };
        }

        var students = folder.ListStudents();
        if (ingest is null && students.Count == 0)
        {
            throw new ExamException(ExamErrorKind.Missing, $"There are no scans in {folder.Scans}: put the scanned exams there, or name them on the command line.");
        }

        var (questions, replaces) = await QuestionsAsync(folder, options, isAsked, cancellationToken).ConfigureAwait(false);
        var transcription = students.Count == 0
            ? await TranscriptionPlan.OpenAsync(folder, options.Transcription, awaitsSpec: questions.Ready is null, cancellationToken).ConfigureAwait(false)
            : await TranscriptionPlan.ReadAsync(folder, options.Transcription, cancellationToken).ConfigureAwait(false);
        var rubrics = questions.Ready is null ? null : await RubricPlan.ReadAsync(folder, options.Rubrics, cancellationToken).ConfigureAwait(false);
        var pages = ingest is { Calls: > 0 } ? Math.Max(ingest.TotalPages, transcription.Calls) : transcription.Calls;
        var answers = await AnswersAsync(folder, students, questions.Ready, pages, options.Force, cancellationToken).ConfigureAwait(false);
        var readings = transcription.PerPage.Times(pages);
        var gradings = OneGrading.Times(answers * (options.Grading.SecondReader ? 2 : 1));
        return new ExamRunPlan(folder, options)
        {
            ForcedRun = forced,
            ContinuesForcedRun = continues,
            Ingest = ingest,
            Questions = questions,
            MasksNames = transcription.MasksNames,
            Estimate = (ingest?.Estimate ?? CallEstimate.None) + questions.Estimate + (rubrics?.Estimate ?? CallEstimate.None) + readings + gradings,
            Stages =
            [
                ("ingest", ingest is null ? "pages are in grouped/ already" : $"at most {ingest.Calls:#,0} name strips of {ingest.TotalPages:#,0} pages"),
                ("questions", questions.Ready is { } spec ? $"{spec.Questions.Count} there already" : $"from {questions.TotalPages} pages of the blank exam"),
                ("rubrics", rubrics is null ? "two calls for each question" : $"{rubrics.Estimate.Calls:#,0} calls"),
                ("transcribe", $"at most {pages:#,0} pages"),
                ("grade", $"about {gradings.Calls:#,0} answers"),
            ],
            Warnings = [.. ingest?.Warnings ?? [], .. replaces, .. questions.Warnings, .. transcription.Warnings],
        };
    }

    /// <summary>
    /// An exam that there are no pages to read from is not made anew, whatever is asked for. One that a person wrote or edited is, as by
    /// <c>aita extract-questions --force</c>, but only in the run that was told to: one that only goes on with it may meet an edit made since.
    /// </summary>
    /// <returns>The plan, and what a person should know before.</returns>
    private static async Task<(QuestionsPlan Plan, IReadOnlyList<string> Replaces)> QuestionsAsync(
        AssignmentFolder folder, ExamRunOptions options, bool isAsked, CancellationToken cancellationToken)
    {
        var plan = await QuestionsPlan.ReadAsync(folder, options.Questions, cancellationToken).ConfigureAwait(false);
        if (options is not { Force: true, Student: null } || plan is not { Ready: not null, TotalPages: > 0 } || (plan.IsEdited && !isAsked))
        {
            return (plan, []);
        }

        IReadOnlyList<string> replaces = plan.IsEdited
            ? [$"{folder.ExamSpec} was written or edited by hand; --force makes it anew and keeps it as a backup beside it."] : [];
        return (await QuestionsPlan.ReadAsync(folder, options.Questions with { Force = true }, cancellationToken).ConfigureAwait(false), replaces);
    }

    private static bool HasScans(AssignmentFolder folder, ExamRunOptions options) =>
        options.Ingest.Paths.Count > 0
        || File.Exists(folder.IngestManifest)
        || (Directory.Exists(folder.Scans) && Directory.EnumerateFileSystemEntries(folder.Scans).Any());

    /// <summary>Answers that have no grade yet, about: blank ones need no call, and of pages that are not sorted yet the students are counted by the exam's length.</summary>
    private static async Task<int> AnswersAsync(
        AssignmentFolder folder, IReadOnlyList<StudentFolder> students, ExamSpec? spec, int openPages, bool isForced, CancellationToken cancellationToken)
    {
        var questions = spec?.Questions.Count ?? UnknownQuestions;
        var open = 0;
        foreach (var student in students)
        {
            var grades = await ExamFiles.TryReadGradesAsync(student, cancellationToken).ConfigureAwait(false);
            open += grades is null || isForced ? questions : 0;
        }

        var newStudents = students.Count > 0 ? 0 : openPages / Math.Max(1, spec?.TotalPages ?? 4);
        return open + (newStudents * questions);
    }
}
