using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>
/// Gives the answer, or the fault that takes its place, when its latency has passed. The log is written just before the last bytes, so
/// that a client that has its answer finds it in the log.
/// </summary>
internal sealed class ChatResponder(Simulation simulation)
{
    private const int SlowPieces = 20;

    private readonly Billing _billing = new(simulation);
    private readonly CompletionStream _stream = new(simulation);

    public async Task AnswerAsync(ChatExchange exchange)
    {
        try
        {
            exchange.Context.Response.Headers["X-Generation-Id"] = exchange.Head.Id;
            await (exchange.Fault.Kind switch
            {
                FaultKind.Hang => HangAsync(exchange),
                FaultKind.ConnectionReset => ResetAsync(exchange),
                FaultKind.ErrorIn200 => WriteErrorIn200Async(exchange),
                _ when exchange.Fault.ErrorStatus is { } status => WriteErrorAsync(exchange, status),
                _ when exchange.Stream => _stream.WriteAsync(exchange, Succeed),
                _ => WriteCompletionAsync(exchange),
            });
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            simulation.Traffic.Finish(exchange.Ticket, exchange.FreeEnding(Ending.ClientWentAway));
            exchange.Context.Abort();
        }
    }

    private async Task WriteCompletionAsync(ChatExchange exchange)
    {
        await DelayAsync(exchange);
        using var body = new PooledBuffer();
        CompletionWriter.WriteWhole(body, exchange.Head, exchange.Answer, exchange.Bill.Usage);
        if (exchange.Fault.Kind == FaultKind.SlowBody)
        {
            await WriteSlowlyAsync(exchange, body.Written);
            return;
        }

        Succeed(exchange);
        await WholeAnswer.WriteAsync(exchange.Context, StatusCodes.Status200OK, "application/json", body.Written);
    }

    private async Task WriteSlowlyAsync(ChatExchange exchange, ReadOnlyMemory<byte> body)
    {
        var response = exchange.Context.Response;
        var token = exchange.Context.RequestAborted;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        for (int i = 0; i < SlowPieces; i++)
        {
            var due = exchange.Latency.Total + (exchange.Fault.Duration * ((i + 1.0) / SlowPieces));
            int start = body.Length * i / SlowPieces;
            int end = body.Length * (i + 1) / SlowPieces;
            if (i == SlowPieces - 1)
            {
                await simulation.WaitSinceAsync(exchange.Ticket.Timestamp, due, token);
                Succeed(exchange);
            }

            await response.BodyWriter.WriteAsync(body[start..end], token);
            await simulation.WaitSinceAsync(exchange.Ticket.Timestamp, due, token);
        }
    }

    private async Task WriteErrorIn200Async(ChatExchange exchange)
    {
        await DelayAsync(exchange);
        using var body = new PooledBuffer();
        ErrorWriter.WriteBody(body, ErrorOf(exchange.Fault, exchange.Fault.StatusCode), "user_simulated");
        simulation.Traffic.Finish(exchange.Ticket, exchange.FreeEnding(StatusCodes.Status200OK));
        await WholeAnswer.WriteAsync(exchange.Context, StatusCodes.Status200OK, "application/json", body.Written);
    }

    private async Task WriteErrorAsync(ChatExchange exchange, int status)
    {
        var fault = exchange.Fault;
        if (fault.Kind != FaultKind.RateLimited429)
        {
            await DelayAsync(exchange);
        }

        if (fault.RetryAfterSeconds is { } seconds)
        {
            exchange.Context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        simulation.Traffic.Finish(exchange.Ticket, exchange.FreeEnding(status));
        if (fault.Body is not null)
        {
            await WholeAnswer.WriteAsync(exchange.Context, status, fault.ContentType, Encoding.UTF8.GetBytes(fault.Body));
            return;
        }

        using var body = new PooledBuffer();
        ErrorWriter.WriteBody(body, ErrorOf(fault, status));
        await WholeAnswer.WriteAsync(exchange.Context, status, "application/json", body.Written);
    }

    private async Task HangAsync(ChatExchange exchange)
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await never.Task.WaitAsync(exchange.Context.RequestAborted);
    }

    private async Task ResetAsync(ChatExchange exchange)
    {
        await DelayAsync(exchange);
        simulation.Traffic.Finish(exchange.Ticket, exchange.FreeEnding(0));
        if (exchange.Context.Features.Get<IConnectionSocketFeature>() is { Socket: { } socket })
        {
            // A linger time of zero makes the system send RST instead of FIN.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        exchange.Context.Abort();
    }

    private void Succeed(ChatExchange exchange)
    {
        _billing.Book(exchange.Bill);
        simulation.Traffic.Finish(exchange.Ticket, exchange.BilledEnding(StatusCodes.Status200OK));
    }

    private Task DelayAsync(ChatExchange exchange) =>
        simulation.WaitSinceAsync(exchange.Ticket.Timestamp, exchange.Latency.Total, exchange.Context.RequestAborted);

    private static WireError ErrorOf(Fault fault, int status) =>
        WireError.Of(status, fault.Message, fault.ErrorType) with { RetryAfterSeconds = fault.RetryAfterSeconds };
}
