using Aita.Exams.Domain;
using Aita.Exams.Estimates;
using Aita.Exams.Privacy;
using Aita.Exams.Stages.Grading;
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

    /// <summary>Tokens of one question's answer key and rubric, before the question is known.</summary>
    private static readonly CallEstimate OneRubric = new(1, new TokenRange(300, 2000), new TokenRange(150, 1200));

    private ExamRunPlan(AssignmentFolder folder, ExamRunOptions options) => (Folder, Options) = (folder, options);

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>The calls, about and at most: how many pages are blank, whose they are and, without an exam, how many questions it has is found out on the way.</summary>
    public CallEstimate Estimate { get; private init; } = CallEstimate.None;

    /// <summary>The number of questions up to which the calls are no more than said; <see langword="null"/> when the questions are known.</summary>
    public int? MostQuestions { get; private init; }

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
        var calls = new ExamRunCalls(options, ingest, questions, rubrics, transcription);
        var gradings = await calls.GradingsAsync(cancellationToken).ConfigureAwait(false);
        (string One, string Many) graded = GradingOrders.Readers(options.Grading).Count() > 1 ? ("grading", "gradings") : ("answer", "answers");
        return new ExamRunPlan(folder, options)
        {
            ForcedRun = forced,
            ContinuesForcedRun = continues,
            Ingest = ingest,
            Questions = questions,
            MasksNames = transcription.MasksNames,
            Estimate = (ingest?.Estimate ?? CallEstimate.None) + questions.Estimate + (rubrics?.Estimate ?? Of(OneRubric, calls.Rubrics))
                + Of(transcription.PerPage, calls.Pages) + Of(OneGrading, gradings),
            MostQuestions = calls.MostQuestions,
            Stages =
            [
                ("ingest", ingest is null ? "pages are in grouped/ already" : ingest.Calls == 0 ? "every name strip was read before" : $"at most {Counted.Of(ingest.Calls, "name strip", "name strips")} of {Counted.Of(ingest.TotalPages, "page", "pages")}; one that gives nothing is read once more"),
                ("questions", questions.Ready is { } spec ? $"{spec.Questions.Count} there already" : $"from {Counted.Of(questions.TotalPages, "page", "pages")} of the blank exam"),
                ("rubrics", rubrics is null ? "two calls for each question" : Counted.Of(rubrics.Estimate.Calls, "call", "calls")),
                ("transcribe", $"at most {Counted.Of(calls.Pages.AtMost, "page", "pages")}"),
                ("grade", gradings.About == gradings.AtMost ? $"at most {Counted.Of(gradings.AtMost, graded.One, graded.Many)}" : $"about {Counted.Of(gradings.About, graded.One, graded.Many)}, at most {gradings.AtMost:#,0}"),
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

    private static CallEstimate Of(CallEstimate one, (int About, int AtMost) calls) => one.Times(calls.About) with { AtMost = calls.AtMost };
}
