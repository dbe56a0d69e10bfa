using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// A question about images. The message has the text first and the images after it. Image files are read for every attempt and let go of
/// after it, so that memory holds only those of requests in flight.
/// </summary>
/// <typeparam name="TResult">Type of the value.</typeparam>
public abstract class VisionLlmTask<TResult> : LlmTask<TResult>
{
    /// <summary>Creates a task.</summary>
    /// <param name="id">Stable name, unique in the batch, not blank.</param>
    protected VisionLlmTask(string id)
        : base(id)
    {
    }

    /// <summary>The images, in the order in which the model shall see them.</summary>
    public abstract IReadOnlyList<ImageSource> GetImages();

    /// <summary>The text of the user's message.</summary>
    public abstract string GetPromptText();

    /// <summary>The system message. Default: none.</summary>
    public virtual string? GetSystemText() => null;

    /// <summary>Builds the messages, reading image files on the calling thread. An executor calls the asynchronous form.</summary>
    /// <exception cref="LlmException">An image is missing, too large, or of an unknown format.</exception>
    public sealed override IReadOnlyList<ChatMessage> BuildMessages() => ToMessages(GetImages().Select(image => image.Read()));

    /// <summary>Builds the messages, reading image files.</summary>
    /// <exception cref="LlmException">An image is missing, too large, or of an unknown format.</exception>
    public sealed override async ValueTask<IReadOnlyList<ChatMessage>> BuildMessagesAsync(CancellationToken cancellationToken)
    {
        var images = new List<AIContent>();
        foreach (var image in GetImages())
        {
            images.Add(await image.ReadAsync(cancellationToken).ConfigureAwait(false));
        }

        return ToMessages(images);
    }

    private ChatMessage[] ToMessages(IEnumerable<AIContent> images)
    {
        var question = new ChatMessage(ChatRole.User, [new TextContent(GetPromptText()), .. images]);
        return GetSystemText() is { } system ? [new(ChatRole.System, system), question] : [question];
    }
}
