using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>POST /v1/chat/completions: reads the request, decides what becomes of it, and answers after its latency.</summary>
internal sealed class ChatCompletionsEndpoint(Simulation simulation)
{
    private static readonly Fault NoFault = new(FaultKind.None);

    private readonly ChatAdmission _admission = new(simulation);
    private readonly Billing _billing = new(simulation);
    private readonly ChatResponder _responder = new(simulation);

    public async Task HandleAsync(HttpContext context)
    {
        var ticket = simulation.Traffic.Arrive();
        try
        {
            if (await PrepareAsync(context, ticket) is { } exchange)
            {
                await _responder.AnswerAsync(exchange);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            simulation.Traffic.Finish(ticket, new Ending(Ending.ClientWentAway, FaultKind.None, 0, TimeSpan.Zero, default));
            context.Abort();
        }
    }

    /// <summary>Everything about the answer but its sending; null when the request was refused. Gives the body's memory back.</summary>
    private async Task<ChatExchange?> PrepareAsync(HttpContext context, Ticket ticket)
    {
        using var body = await RequestBody.ReadAsync(context.Request, simulation.Options.MaxBodyBytes, context.RequestAborted);
        if (body is null)
        {
            return await RefuseAsync(
                context, ticket, 0, WireError.Of(413, $"The body is larger than {simulation.Options.MaxBodyBytes} bytes."));
        }

        ulong hash = HashOf(body.Written.Span);
        int occurrence = simulation.Traffic.Identify(ticket, hash);
        var (request, problem) = ChatRequestReader.Read(body.Written);
        if (request is null)
        {
            return await RefuseAsync(context, ticket, hash, WireError.Of(400, problem));
        }

        if (_admission.Refuse(context, request) is { } refusal)
        {
            return await RefuseAsync(context, ticket, hash, refusal);
        }

        var fault = ChooseFault(context, request, ticket, hash, occurrence);
        return Prepare(context, ticket, request, hash, occurrence, fault);
    }

    private Fault ChooseFault(HttpContext context, ChatRequest request, Ticket ticket, ulong hash, int occurrence)
    {
        var plan = simulation.Options.Faults;
        var scripted = plan.Script?.Invoke(new SimulatedRequest(
            request,
            ticket.Sequence,
            ticket.Arrival,
            hash,
            occurrence,
            name => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null));
        return scripted ?? FaultChoice.Draw(plan, simulation.Options.Seed, hash, occurrence) ?? NoFault;
    }

    private ChatExchange Prepare(HttpContext context, Ticket ticket, ChatRequest request, ulong hash, int occurrence, Fault fault)
    {
        var options = simulation.Options;
        var answer = AnswerComposer.Compose(request, hash, options, simulation.Eyes, fault.Kind)
            .CutTo(simulation.Prices.Find(request.Model)?.MaxCompletionTokens ?? int.MaxValue);
        var shape = SeededRandom.For(options.Seed, hash, occurrence, RandomPurpose.FaultShape);
        answer = FaultyAnswer.Of(answer, fault, ref shape);
        var latency = options.Latency.IsNone ? default : options.Latency.Draw(options.Seed, hash, occurrence, answer.CompletionTokens);
        var head = new CompletionHead(
            $"gen-{options.TimeProvider.GetUtcNow().ToUnixTimeSeconds()}-sim{hash:x16}{occurrence:x4}",
            request.Model,
            options.TimeProvider.GetUtcNow().ToUnixTimeSeconds());
        return new ChatExchange(
            context, ticket, hash, request.Stream, fault, head, answer, _billing.Price(request, answer), latency);
    }

    private async Task<ChatExchange?> RefuseAsync(HttpContext context, Ticket ticket, ulong hash, WireError error)
    {
        simulation.Traffic.Finish(ticket, new Ending(error.Code, FaultKind.None, hash, TimeSpan.Zero, default));
        await WholeAnswer.WriteAsync(context, error);
        return null;
    }

    private static ulong HashOf(ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
