using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>Sends an answer as server-sent events: a comment at once, pieces of text between the first token's time and the end.</summary>
internal sealed class CompletionStream(Simulation simulation)
{
    private const int MaxPieces = 20;
    private const int PieceCharacters = 40;

    /// <param name="exchange">The answer and its times.</param>
    /// <param name="ended">Called just before the last bytes.</param>
    public async Task WriteAsync(ChatExchange exchange, Action<ChatExchange> ended)
    {
        var response = exchange.Context.Response;
        var token = exchange.Context.RequestAborted;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        await response.BodyWriter.WriteAsync(": OPENROUTER PROCESSING\n\n"u8.ToArray(), token);

        using var events = new PooledBuffer();
        string text = exchange.Answer.Content ?? "";
        int pieces = Math.Clamp(text.Length / PieceCharacters, 1, MaxPieces);
        for (int i = 0; i < pieces; i++)
        {
            await simulation.WaitSinceAsync(exchange.Ticket.Timestamp, Due(exchange, i, pieces), token);
            int start = Boundary(text, i, pieces);
            int end = Boundary(text, i + 1, pieces);
            CompletionWriter.WritePiece(events, exchange.Head, text[start..end]);
            if (i < pieces - 1)
            {
                await FlushAsync(response, events, token);
            }
        }

        await simulation.WaitSinceAsync(exchange.Ticket.Timestamp, exchange.Latency.Total, token);
        CompletionWriter.WriteLastPiece(events, exchange.Head, exchange.Answer);
        if (exchange.Answer.Error is null)
        {
            CompletionWriter.WriteEnd(events, exchange.Head, exchange.Bill.Usage);
        }

        ended(exchange);
        await FlushAsync(response, events, token);
    }

    private static TimeSpan Due(ChatExchange exchange, int piece, int pieces)
    {
        var (first, total) = exchange.Latency;
        return pieces == 1 ? first : first + ((total - first) * ((double)piece / pieces));
    }

    /// <summary>Where a piece starts; never within a surrogate pair.</summary>
    private static int Boundary(string text, int piece, int pieces)
    {
        int position = (int)((long)text.Length * piece / pieces);
        return position > 0 && position < text.Length && char.IsLowSurrogate(text[position]) ? position - 1 : position;
    }

    private static async Task FlushAsync(HttpResponse response, PooledBuffer events, CancellationToken token)
    {
        await response.BodyWriter.WriteAsync(events.Written, token);
        events.Clear();
    }
}
