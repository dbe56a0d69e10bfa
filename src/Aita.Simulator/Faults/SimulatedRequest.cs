namespace Aita.Simulator;

/// <summary>A request as a fault script sees it.</summary>
/// <remarks>Valid during the call of the script only: <see cref="Body"/> goes back to a pool afterwards.</remarks>
public sealed class SimulatedRequest
{
    private readonly ChatRequest _chat;
    private readonly Func<string, string?> _header;

    internal SimulatedRequest(ChatRequest chat, long sequence, TimeSpan arrival, ulong bodyHash, int occurrence, Func<string, string?> header)
    {
        _chat = chat;
        _header = header;
        Sequence = sequence;
        Arrival = arrival;
        BodyHash = bodyHash;
        Occurrence = occurrence;
    }

    /// <summary>0 for the first request since the log began, counted by arrival.</summary>
    public long Sequence { get; }

    /// <summary>When it arrived, since the log began.</summary>
    public TimeSpan Arrival { get; }

    /// <summary>First 8 bytes of the SHA-256 of the body.</summary>
    public ulong BodyHash { get; }

    /// <summary>1 the first time this body arrived, 2 the second...</summary>
    public int Occurrence { get; }

    /// <summary>The model asked for.</summary>
    public string Model => _chat.Model;

    /// <summary>True when a stream of events was asked for.</summary>
    public bool Stream => _chat.Stream;

    /// <summary>True when the answer has to follow a JSON schema.</summary>
    public bool HasSchema => _chat.Schema is not null;

    /// <summary>Number of images in the messages.</summary>
    public int ImageCount => _chat.Images.Count;

    /// <summary>The last text of the last user message; empty if there is none.</summary>
    public string Text => _chat.AskedText();

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Body => _chat.Body;

    /// <summary>The value of a request header, or null.</summary>
    public string? GetHeader(string name) => _header(name);
}
