using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>Decides whether a readable request is served: key, credit, model, context length, rate limits, in this order.</summary>
internal sealed class ChatAdmission(Simulation simulation)
{
    /// <summary>Why the request is refused at once, or null. Writes the headers of the rate limits.</summary>
    public WireError? Refuse(HttpContext context, ChatRequest request)
    {
        var options = simulation.Options;
        if (!HasKey(context.Request, options))
        {
            return WireError.Of(401);
        }

        if (options.CreditLimit is { } credit && simulation.Spent >= credit)
        {
            return WireError.Of(402);
        }

        if (simulation.Prices.Find(request.Model) is not { } model)
        {
            return WireError.Of(404, $"No endpoints found for {request.Model}.");
        }

        int tokens = request.PromptTokens;
        if (tokens > model.ContextLength)
        {
            return WireError.Of(
                400, $"The prompt has {tokens} tokens; the context length of {model.Id} is {model.ContextLength}.", "context_length_exceeded");
        }

        return simulation.Limiter is { } limiter ? RefuseByLimit(context, limiter.Take(simulation.NowSeconds, tokens)) : null;
    }

    private WireError? RefuseByLimit(HttpContext context, RateLimitDecision decision)
    {
        var now = simulation.Options.TimeProvider.GetUtcNow();
        RateLimitHeaderWriter.Write(context.Response.Headers, decision, now);
        if (decision.Granted)
        {
            return null;
        }

        return WireError.Of(429, $"Rate limit exceeded: too many {(decision.ByTokens ? "tokens" : "requests")}.") with
        {
            FromProvider = false,
            RetryAfterSeconds = decision.RetryAfterSeconds,
            Headers = decision.Options.Headers == RateLimitHeaders.OpenRouter ? [.. RateLimitHeaderWriter.OpenRouter(decision, now)] : [],
        };
    }

    /// <summary>True when the request brings the key asked for, or none is asked for.</summary>
    public static bool HasKey(HttpRequest request, SimulatorOptions options) =>
        options.RequiredKey is not { } key
        || string.Equals(request.Headers.Authorization.ToString(), $"Bearer {key}", StringComparison.Ordinal);
}
