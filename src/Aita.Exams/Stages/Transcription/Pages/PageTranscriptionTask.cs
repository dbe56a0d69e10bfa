using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Images;
using Aita.Exams.Privacy;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// Asks a model what is written on one page. The page is read and prepared when its turn comes, so that memory holds only the pages in
/// flight. The model sees the page, with the name painted over where that is asked for, and the prompt with the printed questions: no name, no
/// path, no points, no answer key.
/// </summary>
public sealed class PageTranscriptionTask : JsonTask<PageReading>
{
    private readonly ImageOptions _images;
    private readonly PagePrompt _prompt;
    private Task<PreparedPage>? _ahead;
    private int _isAhead;
    private string _sha256 = "";
    private IReadOnlyList<string> _warnings = [];

    /// <summary>Creates a task.</summary>
    /// <param name="page">The page; its file is not looked at before it is needed.</param>
    /// <param name="images">How it is made ready; defaults if <see langword="null"/>.</param>
    /// <param name="spec">The exam whose questions the handwriting is mapped to; <see langword="null"/> for none.</param>
    public PageTranscriptionTask(ScannedPage page, ImageOptions? images = null, ExamSpec? spec = null)
        : this(page, images ?? new ImageOptions(), spec is null ? PagePrompt.Plain : new PagePrompt(spec))
    {
    }

    internal PageTranscriptionTask(ScannedPage page, ImageOptions images, PagePrompt prompt)
        : base((page ?? throw new ArgumentNullException(nameof(page))).TaskId, TranscriptionJsonContext.Readable.PageReading, StageChat.Precise, prompt.Schema) =>
        (Page, _images, _prompt) = (page, page.NameStrip is { } strip ? images with { Masks = strip.Regions } : images, prompt);

    /// <summary>The page.</summary>
    public ScannedPage Page { get; }

    /// <summary>The page that is sent after this one: it is made ready on another core while this one is.</summary>
    internal PageTranscriptionTask? Next { get; set; }

    /// <summary>One task for each page.</summary>
    /// <param name="pages">The pages; taken one by one.</param>
    /// <param name="images">How they are made ready; defaults if <see langword="null"/>.</param>
    /// <param name="spec">The exam whose questions the handwriting is mapped to; <see langword="null"/> for none.</param>
    public static IEnumerable<PageTranscriptionTask> CreateAll(IEnumerable<ScannedPage> pages, ImageOptions? images = null, ExamSpec? spec = null)
    {
        ArgumentNullException.ThrowIfNull(pages);
        var prompt = spec is null ? PagePrompt.Plain : new PagePrompt(spec);
        return pages.Select(page => new PageTranscriptionTask(page, images ?? new ImageOptions(), prompt));
    }

    /// <summary>Not for this task: its page must be read first.</summary>
    /// <exception cref="NotSupportedException">Always; call <see cref="BuildMessagesAsync"/>.</exception>
    public override IReadOnlyList<ChatMessage> BuildMessages() => throw new NotSupportedException("The page must be read first: call BuildMessagesAsync.");

    /// <summary>Reads and prepares the page, and builds the messages.</summary>
    /// <exception cref="LlmException">The page cannot be used, or must not be sent (<see cref="FailureKind.Rejected"/>); the message says why and what to do.</exception>
    public override async ValueTask<IReadOnlyList<ChatMessage>> BuildMessagesAsync(CancellationToken cancellationToken)
    {
        if (Page.NameStrip is { Region: null })
        {
            throw new LlmException(
                FailureKind.Rejected,
                "The page is not sent: it is not known where the name stands on it. Give the height of the name strip with --name-strip PERCENT, or send names with --redact off.");
        }

        var own = Interlocked.Exchange(ref _ahead, null) ?? PrepareAsync(cancellationToken);
        var next = Next;
        for (var i = 1; i < Environment.ProcessorCount && next is not null; i++)
        {
            next.PrepareAhead(cancellationToken);
            next = next.Next;
        }

        var prepared = await own.ConfigureAwait(false);
        (_sha256, _warnings) = (prepared.OriginalSha256, Page.NameStrip is { Doubt: not TurnDoubt.None } ? [.. prepared.Warnings, InDoubt(Page.NameStrip.Doubt)] : prepared.Warnings);
        return prepared.IsUsable
            ? [new ChatMessage(ChatRole.User, [new TextContent(_prompt.Text), new DataContent(prepared.Bytes, prepared.MediaType)])]
            : throw new LlmException(FailureKind.Rejected, WithoutPath(prepared.Error));
    }

    /// <summary>Reads the answer; which file it is about is ours to say.</summary>
    public override PageReading ParseAnswer(LlmAnswer answer)
    {
        var reading = base.ParseAnswer(answer);
        var blocks = _prompt.Questions is null ? null : reading.Blocks?.Where(block => !string.IsNullOrWhiteSpace(block.Text)).ToList();
        return reading with
        {
            Blocks = blocks,
            TranscribedText = blocks is null ? reading.TranscribedText : PageText.Join(blocks.Select(block => block.Text)),
            ImageSha256 = _sha256,
            ImageWarnings = _warnings,
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Validate(PageReading value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Confidence is not (>= 0 and <= 1))
        {
            yield return $"confidence is {value.Confidence.ToString(CultureInfo.InvariantCulture)}; it must be a number from 0 to 1.";
        }

        if (_prompt.Questions is not null && value.Blocks is null)
        {
            yield return "blocks is missing; give the handwriting as a list of blocks, empty for a page with no handwriting.";
        }
    }

    /// <summary>Once: what is made ready and not fetched at once waits in memory, a page for each core.</summary>
    private void PrepareAhead(CancellationToken cancellationToken)
    {
        if (Page.NameStrip is not { Region: null } && Interlocked.Exchange(ref _isAhead, 1) == 0)
        {
            Volatile.Write(ref _ahead, PrepareAsync(cancellationToken));
        }
    }

    private Task<PreparedPage> PrepareAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isAhead, 1);
        return Task.Run(() => PageImagePreparer.PreparePageAsync(Page.Path, Page.PageInFile, _images, cancellationToken), cancellationToken);
    }

    private static string InDoubt(TurnDoubt doubt) =>
        $"It is not known which way up the page lies, so {(doubt == TurnDoubt.UpsideDown ? "both its ends" : "all its sides")} were painted over; what is written there was not read.";

    /// <summary>The message goes into the checkpoint, and files and folders are often called like their student.</summary>
    private string WithoutPath(string error)
    {
        var name = Path.GetFileName(Page.Path);
        return error.Replace(name + ": ", "", StringComparison.Ordinal).Replace(Page.Path, "the file", StringComparison.Ordinal).Replace(name, "the file", StringComparison.Ordinal);
    }
}
