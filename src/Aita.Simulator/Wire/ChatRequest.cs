using System.Text.Json;

namespace Aita.Simulator;

/// <summary>What the simulator needs of a request; texts, images and schema stay where they are in the body.</summary>
internal sealed class ChatRequest(ReadOnlyMemory<byte> body)
{
    public ReadOnlyMemory<byte> Body => body;

    public string Model { get; set; } = "";

    public bool Stream { get; set; }

    public int? MaxTokens { get; set; }

    /// <summary>True for the response formats <c>json_object</c> and <c>json_schema</c>.</summary>
    public bool WantsJson { get; set; }

    /// <summary>The JSON schema, or null.</summary>
    public Slice? Schema { get; set; }

    public List<ChatMessage> Messages { get; } = [];

    /// <summary>URLs of the images as JSON strings, quotes included.</summary>
    public List<Slice> Images { get; } = [];

    /// <summary>The last text of the last user message as a JSON string, quotes included.</summary>
    public Slice? Asked { get; set; }

    public int PromptTokens
    {
        get
        {
            int tokens = 0;
            foreach (var message in Messages)
            {
                tokens += message.Tokens;
            }

            return tokens;
        }
    }

    public ReadOnlySpan<byte> Bytes(Slice slice) => body.Span.Slice(slice.Start, slice.Length);

    public ReadOnlyMemory<byte> Memory(Slice slice) => body.Slice(slice.Start, slice.Length);

    /// <summary>The text behind <see cref="Asked"/>; empty if there is none.</summary>
    public string AskedText()
    {
        if (Asked is not { } slice)
        {
            return "";
        }

        var reader = new Utf8JsonReader(Bytes(slice));
        reader.Read();
        return reader.GetString() ?? "";
    }
}
