using System.Globalization;
using System.Text.Json;
using Aita.Exams.Images;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Questions;

/// <summary>Asks a model for the questions of an exam, all pages in one request. Id <c>extract-questions</c>.</summary>
internal sealed class ExtractQuestionsTask : JsonTask<QuestionsReading>
{
    /// <summary>The id of the task.</summary>
    public const string TaskId = "extract-questions";

    private static readonly JsonElement Schema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "exam_name": {"type": "string"},
            "total_pages": {"type": "integer"},
            "printed_total": {"type": "number"},
            "questions": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "question_id": {"type": "string"},
                  "question_text": {"type": "string"},
                  "points": {"type": "number"},
                  "question_type": {"type": "string", "enum": ["multiple_choice", "short_answer", "long_answer", "calculation", "diagram"]},
                  "page_number": {"type": "integer"}
                },
                "required": ["question_id", "question_text", "points", "question_type", "page_number"],
                "additionalProperties": false
              }
            }
          },
          "required": ["exam_name", "total_pages", "printed_total", "questions"],
          "additionalProperties": false
        }
        """);

    private readonly IReadOnlyList<PrintedPage> _pages;
    private readonly ImageOptions _images;
    private readonly IPrintedPageReader _reader;

    /// <summary>Creates the task.</summary>
    /// <param name="pages">The pages in order; at least one.</param>
    /// <param name="images">How they are made ready.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="hasHandwriting">Whether a student has written on them.</param>
    public ExtractQuestionsTask(IReadOnlyList<PrintedPage> pages, ImageOptions images, IPrintedPageReader reader, bool hasHandwriting)
        : base(TaskId, QuestionsJsonContext.Readable.QuestionsReading, StageChat.Precise, Schema)
    {
        (_pages, _images, _reader) = (pages, images, reader);
        Prompt = PromptTemplate.Load("questions.prompt.md").Render(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["pages"] = pages.Count.ToString(CultureInfo.InvariantCulture),
            ["handwriting"] = hasHandwriting ? "yes" : null,
        });
    }

    /// <summary>What is sent before the pages.</summary>
    public string Prompt { get; }

    /// <exception cref="NotSupportedException">Always; call <see cref="BuildMessagesAsync"/>.</exception>
    public override IReadOnlyList<ChatMessage> BuildMessages() => throw new NotSupportedException("The pages must be read first: call BuildMessagesAsync.");

    /// <summary>Reads and prepares the pages, and builds the messages.</summary>
    /// <exception cref="LlmException">A page cannot be used, or must not be sent; the message says which, why, and what to do.</exception>
    public override async ValueTask<IReadOnlyList<ChatMessage>> BuildMessagesAsync(CancellationToken cancellationToken)
    {
        List<AIContent> content = [new TextContent(Prompt)];
        for (var i = 0; i < _pages.Count; i++)
        {
            var page = _pages[i];
            if (page.NameStrip is { Region: null })
            {
                throw new LlmException(
                    FailureKind.Rejected,
                    $"Page {i + 1} is not sent: it is not known where the name stands on it. Give the height of the name strip with --name-strip PERCENT, or send names with --redact off.");
            }

            var options = page.NameStrip is { } strip ? _images with { Masks = strip.Regions } : _images;
            var prepared = await _reader.ReadAsync(page, options, cancellationToken).ConfigureAwait(false);
            content.Add(prepared.IsUsable
                ? new DataContent(prepared.Bytes, prepared.MediaType)
                : throw new LlmException(FailureKind.Rejected, $"Page {i + 1} cannot be used: {WithoutPath(prepared.Error, page.Path)}"));
        }

        return [new ChatMessage(ChatRole.User, content)];
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Validate(QuestionsReading value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return QuestionsCheck.Problems(value, _pages.Count);
    }

    /// <summary>The message goes into the checkpoint, and files and folders are often called like their student.</summary>
    private static string WithoutPath(string error, string path)
    {
        var name = Path.GetFileName(path);
        return error.Replace(name + ": ", "", StringComparison.Ordinal).Replace(path, "the file", StringComparison.Ordinal).Replace(name, "the file", StringComparison.Ordinal);
    }
}
