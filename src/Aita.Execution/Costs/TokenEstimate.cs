using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>What a request will probably use. Pure.</summary>
internal static class TokenEstimate
{
    /// <summary>English text has about four characters to a token (OpenAI's and Google's rule of thumb).</summary>
    private const int CharactersPerToken = 4;

    /// <summary>A page image at the usual resolutions: 1,105 tokens at OpenAI's high detail, 258 per tile at Google's, about 1,600 at Anthropic's.</summary>
    private const int TokensPerImage = 1500;

    public static long Input(IReadOnlyList<ChatMessage> messages)
    {
        long characters = 0;
        long images = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                switch (contents[j])
                {
                    case TextContent text:
                        characters += text.Text.Length;
                        break;
                    case DataContent or UriContent:
                        images++;
                        break;
                }
            }
        }

        return (characters / CharactersPerToken) + (images * TokensPerImage) + (messages.Count * 4L);
    }
}
