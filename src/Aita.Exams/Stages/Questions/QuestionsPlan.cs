using System.Security.Cryptography;
using Aita.Exams.Domain;
using Aita.Exams.Estimates;
using Aita.Exams.Images;
using Aita.Exams.Privacy;
using Aita.Exams.Workspace;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Questions;

/// <summary>What the extraction of questions will do, known before anything is sent. Immutable.</summary>
public sealed class QuestionsPlan
{
    internal const string RecordId = "exam_spec";

    /// <summary>Tokens for the questions of one page.</summary>
    private static readonly TokenRange PageTokens = new(100, 900);

    private QuestionsPlan(AssignmentFolder folder, QuestionsStageOptions options, StageRecord record) => (Folder, Options, Record) = (folder, options, record);

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>Requests to be sent: one, or none when the exam is there.</summary>
    public int Calls => Ready is null ? 1 : 0;

    /// <summary>Pages that are shown to the model.</summary>
    public int TotalPages => Pages.Count;

    /// <summary>The number of calls and about what they use.</summary>
    public CallEstimate Estimate => Task is null
        ? CallEstimate.None
        : CallEstimate.One([new ChatMessage(ChatRole.User, Task.Prompt)], Pages.Count, new TokenRange(PageTokens.Low * Pages.Count, PageTokens.High * Pages.Count));

    /// <summary>The exam that is there and stays; <see langword="null"/> when it is to be made.</summary>
    public ExamSpec? Ready { get; private init; }

    /// <summary>What a person should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Whether a student's pages are read, and not the blank exam.</summary>
    public bool IsFromStudent => Options.FromStudent is not null;

    /// <summary>Whether names are painted over before a page is sent.</summary>
    public bool MasksNames { get; private init; }

    internal QuestionsStageOptions Options { get; }

    internal StageRecord Record { get; }

    /// <summary>Whether the exam that is there is a person's, or another system's.</summary>
    internal bool IsEdited { get; private init; }

    internal IReadOnlyList<PrintedPage> Pages { get; private init; } = [];

    internal ExtractQuestionsTask? Task { get; private init; }

    /// <summary>What the exam is made from: content of the pages, prompt and model.</summary>
    internal string Stamp { get; private init; } = "";

    /// <summary>Finds the pages, and decides whether they are to be read.</summary>
    /// <exception cref="ExamException">There are no pages, or the exam that is there cannot be used.</exception>
    public static Task<QuestionsPlan> ReadAsync(AssignmentFolder folder, QuestionsStageOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadAsync(folder, options ?? new QuestionsStageOptions(), new PrintedPageReader(new PdftoppmRenderer()), cancellationToken);

    internal static async Task<QuestionsPlan> ReadAsync(
        AssignmentFolder folder, QuestionsStageOptions options, IPrintedPageReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options.Images.Validate();
        var record = await StageRecord.ReadAsync(folder.QuestionsRecord, cancellationToken).ConfigureAwait(false);
        var there = File.Exists(folder.ExamSpec) && !options.Force ? await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false) : null;
        var strips = await NameStrips.ReadAsync(
            folder, IsStudents(options) ? options.Redaction : Redaction.Off, options.NameStripPercent, cancellationToken).ConfigureAwait(false);
        var from = options.FromStudent is { } wanted
            ? StudentChoice.Of(folder, await StudentRegister.ReadAsync(folder, cancellationToken).ConfigureAwait(false), wanted)[0] : null;
        IReadOnlyList<PrintedPage> pages =
        [
            .. PrintedPages.Of(folder, from)
                .SelectMany(path => Enumerable.Range(1, reader.Count(path, options.Images)).Select(page => new PrintedPage(path, page) { NameStrip = strips.Of(path) })),
        ];
        if (there is null && pages.Count == 0)
        {
            throw new ExamException(
                ExamErrorKind.Missing,
                $"There are no pages in {from?.Pages ?? folder.BlankExam}: put the blank exam in "
                + $"{folder.BlankExam}, or name a student whose pages show the questions with --from-student NAME.");
        }

        var task = pages.Count == 0 ? null : new ExtractQuestionsTask(pages, options.Images, reader, IsStudents(options));
        var stamp = task is null ? "" : await StampOfAsync(task, pages, options, cancellationToken).ConfigureAwait(false);
        var isEdited = there is not null && record.OriginOf(RecordId, HashOf(there)) == Origin.Person;
        var isOfOthers = there is not null && !isEdited && task is not null && !record.IsFrom(RecordId, stamp);
        return new QuestionsPlan(folder, options, record)
        {
            Ready = there,
            IsEdited = isEdited,
            Pages = pages,
            Task = there is null ? task : null,
            Stamp = stamp,
            MasksNames = strips.IsOn,
            Warnings = isOfOthers ? [$"{folder.ExamSpec} was made from other pages, or by another model, than would be read now; it stays. --force makes it anew."] : [],
        };
    }

    internal static string HashOf(ExamSpec spec) => StageRecord.HashOf(spec, ExamJsonContext.Readable.ExamSpec);

    private static bool IsStudents(QuestionsStageOptions options) => options.FromStudent is not null;

    private static async Task<string> StampOfAsync(
        ExtractQuestionsTask task, IReadOnlyList<PrintedPage> pages, QuestionsStageOptions options, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in pages.Select(page => page.Path).Distinct(StringComparer.Ordinal))
        {
            try
            {
                hash.AppendData(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The task reports a file that cannot be read.
            }
        }

        var images = $"{Convert.ToHexStringLower(hash.GetHashAndReset())} {options.Images.MaxSide} {options.Images.JpegQuality}";
        return TaskKey.Compute([new ChatMessage(ChatRole.User, task.Prompt), new ChatMessage(ChatRole.User, images)], task.Options, options.Model);
    }
}
