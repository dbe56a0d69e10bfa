using System.Globalization;
using System.Text.Json;
using Aita.Exams.Images;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// Asks a model what is written on one page. The page is read and prepared when its turn comes, so that memory holds only the pages in
/// flight. The model sees the page and the prompt: no name, no path, no question, no answer key.
/// </summary>
public sealed class PageTranscriptionTask : JsonTask<PageReading>
{
    private static readonly JsonElement Schema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "transcribed_text": {"type": "string"},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "notes": {"type": "string"}
          },
          "required": ["transcribed_text", "confidence", "notes"],
          "additionalProperties": false
        }
        """);

    private readonly ImageOptions _images;
    private string _sha256 = "";
    private IReadOnlyList<string> _warnings = [];

    /// <summary>Creates a task.</summary>
    /// <param name="page">The page; its file is not looked at before it is needed.</param>
    /// <param name="images">How it is made ready; defaults if <see langword="null"/>.</param>
    public PageTranscriptionTask(ScannedPage page, ImageOptions? images = null)
        : base((page ?? throw new ArgumentNullException(nameof(page))).TaskId, TranscriptionJsonContext.Readable.PageReading, StageChat.Precise, Schema) =>
        (Page, _images) = (page, images ?? new ImageOptions());

    /// <summary>The page.</summary>
    public ScannedPage Page { get; }

    /// <summary>What is sent with every page.</summary>
    internal static string Prompt { get; } =
        PromptTemplate.Load("page_transcription.prompt.md").Render(new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>One task for each page.</summary>
    /// <param name="pages">The pages; taken one by one.</param>
    /// <param name="images">How they are made ready; defaults if <see langword="null"/>.</param>
    public static IEnumerable<PageTranscriptionTask> CreateAll(IEnumerable<ScannedPage> pages, ImageOptions? images = null)
    {
        ArgumentNullException.ThrowIfNull(pages);
        return pages.Select(page => new PageTranscriptionTask(page, images));
    }

    /// <summary>Not for this task: its page must be read first.</summary>
    /// <exception cref="NotSupportedException">Always; call <see cref="BuildMessagesAsync"/>.</exception>
    public override IReadOnlyList<ChatMessage> BuildMessages() => throw new NotSupportedException("The page must be read first: call BuildMessagesAsync.");

    /// <summary>Reads and prepares the page, and builds the messages.</summary>
    /// <exception cref="LlmException">The page cannot be used (<see cref="FailureKind.Rejected"/>); the message says why and what to do.</exception>
    public override async ValueTask<IReadOnlyList<ChatMessage>> BuildMessagesAsync(CancellationToken cancellationToken)
    {
        var prepared = await Task.Run(
            () => PageImagePreparer.PreparePageAsync(Page.Path, Page.PageInFile, _images, cancellationToken), cancellationToken).ConfigureAwait(false);
        (_sha256, _warnings) = (prepared.OriginalSha256, prepared.Warnings);
        return prepared.IsUsable
            ? [new ChatMessage(ChatRole.User, [new TextContent(Prompt), new DataContent(prepared.Bytes, prepared.MediaType)])]
            : throw new LlmException(FailureKind.Rejected, prepared.Error);
    }

    /// <summary>Reads the answer; which file it is about is ours to say.</summary>
    public override PageReading ParseAnswer(LlmAnswer answer) => base.ParseAnswer(answer) with { ImageSha256 = _sha256, ImageWarnings = _warnings };

    /// <inheritdoc/>
    protected override IEnumerable<string> Validate(PageReading value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Confidence is >= 0 and <= 1
            ? []
            : [$"confidence is {value.Confidence.ToString(CultureInfo.InvariantCulture)}; it must be a number from 0 to 1."];
    }
}
