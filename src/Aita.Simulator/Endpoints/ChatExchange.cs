using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>One request on its way to its answer; holds nothing of the request's body.</summary>
/// <param name="Context">Request and response.</param>
/// <param name="Ticket">Its place in the log.</param>
/// <param name="BodyHash">First 8 bytes of the SHA-256 of its body.</param>
/// <param name="Stream">True when a stream of events was asked for.</param>
/// <param name="Fault">What goes wrong; of the kind none when nothing does.</param>
/// <param name="Head">Id, model and time of the answer.</param>
/// <param name="Answer">What the model says.</param>
/// <param name="Bill">Tokens and price of the answer.</param>
/// <param name="Latency">The seeded latency.</param>
internal sealed record ChatExchange(
    HttpContext Context,
    Ticket Ticket,
    ulong BodyHash,
    bool Stream,
    Fault Fault,
    CompletionHead Head,
    Answer Answer,
    Bill Bill,
    LatencyDraw Latency)
{
    /// <summary>An ending that is not paid for.</summary>
    public Ending FreeEnding(int status) => new(status, Fault.Kind, BodyHash, Latency.Total, default);

    /// <summary>An ending whose tokens count.</summary>
    public Ending BilledEnding(int status) => new(status, Fault.Kind, BodyHash, Latency.Total, Bill.Usage);
}
