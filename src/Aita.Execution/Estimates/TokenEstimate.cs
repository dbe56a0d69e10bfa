using System.Text;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Counts the input tokens of messages, about, before anything is known of the tokenizer. Pure.</summary>
internal static class TokenEstimate
{
    /// <summary>
    /// English text has about four characters to a token (OpenAI's and Google's rule of thumb). In other scripts a token has fewer characters, and a
    /// character more bytes: counting bytes of UTF-8 fits them too.
    /// </summary>
    public const int BytesPerToken = 4;

    /// <summary>The role of a message and its separators.</summary>
    public const int TokensPerMessage = 4;

    /// <summary>A sound or a document: nothing is known of its length.</summary>
    public const int TokensPerAttachment = 1500;

    private const int BytesPerDigits = 3; // four digits of base64 are three bytes

    /// <summary>Counts messages.</summary>
    /// <param name="messages">What is sent.</param>
    /// <param name="instructions">What is sent before them.</param>
    /// <param name="model">Who is asked: models count images differently.</param>
    public static InputEstimate Input(IReadOnlyList<ChatMessage> messages, string? instructions, string? model)
    {
        long bytes = Encoding.UTF8.GetByteCount(instructions ?? "");
        InputEstimate attached = default;
        for (var i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                if (contents[j] is TextContent text)
                {
                    bytes += Encoding.UTF8.GetByteCount(text.Text);
                }
                else
                {
                    attached += Attachment(contents[j], model);
                }
            }
        }

        var written = (bytes / BytesPerToken) + (messages.Count * TokensPerMessage);
        return attached + new InputEstimate(written, written);
    }

    private static InputEstimate Attachment(AIContent content, string? model) => content switch
    {
        DataContent image when image.HasTopLevelMediaType("image") => ImageTokens.Of(ImageSize.Read(image.Data.Span), model),
        UriContent image when image.HasTopLevelMediaType("image") => ImageTokens.Of(size: null, model),
        DataContent data => new(TokensPerAttachment, Math.Max(TokensPerAttachment, data.Data.Length / BytesPerDigits)),
        UriContent => new(TokensPerAttachment, TokensPerAttachment),
        _ => default,
    };
}
