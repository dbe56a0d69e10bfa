using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>Writes the state of the limits as headers in the form of one of the providers.</summary>
internal static class RateLimitHeaderWriter
{
    public static void Write(IHeaderDictionary headers, in RateLimitDecision decision, DateTimeOffset now)
    {
        if (!decision.Granted && decision.RetryAfterSeconds is { } seconds)
        {
            headers.RetryAfter = Text(seconds);
        }

        switch (decision.Options.Headers)
        {
            case RateLimitHeaders.OpenRouter when !decision.Granted:
                foreach (var (name, value) in OpenRouter(decision, now))
                {
                    headers[name] = value;
                }

                break;
            case RateLimitHeaders.OpenAI:
                WriteOpenAI(headers, "requests", decision.Requests);
                WriteOpenAI(headers, "tokens", decision.Tokens);
                break;
            case RateLimitHeaders.Anthropic:
                WriteAnthropic(headers, "requests", decision.Requests, now);
                WriteAnthropic(headers, "tokens", decision.Tokens, now);
                WriteAnthropic(headers, "input-tokens", decision.InputTokens, now);
                WriteAnthropic(headers, "output-tokens", decision.OutputTokens, now);
                break;
            default:
                break;
        }
    }

    /// <summary>OpenRouter's three headers, which it also puts into the body of the refusal.</summary>
    public static IEnumerable<(string Name, string Value)> OpenRouter(RateLimitDecision decision, DateTimeOffset now)
    {
        if ((decision.ByTokens ? decision.Tokens : decision.Requests) is { } state)
        {
            yield return ("X-RateLimit-Limit", Text(state.Limit));
            yield return ("X-RateLimit-Remaining", Text(state.Remaining));
            yield return ("X-RateLimit-Reset", Text(now.AddSeconds(decision.WaitSeconds).ToUnixTimeMilliseconds()));
        }
    }

    /// <summary>A duration as Go prints it: <c>12ms</c>, <c>1.5s</c>, <c>6m0s</c>.</summary>
    public static string GoDuration(double seconds)
    {
        if (seconds < 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds * 1000)}ms");
        }

        double rounded = Math.Ceiling(seconds * 1000) / 1000;
        return rounded < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{rounded}s")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)rounded / 60}m{Math.Round(rounded % 60, 3)}s");
    }

    private static void WriteOpenAI(IHeaderDictionary headers, string unit, RateLimitState? state)
    {
        if (state is { } known)
        {
            headers[$"x-ratelimit-limit-{unit}"] = Text(known.Limit);
            headers[$"x-ratelimit-remaining-{unit}"] = Text(known.Remaining);
            headers[$"x-ratelimit-reset-{unit}"] = GoDuration(known.ResetSeconds);
        }
    }

    private static void WriteAnthropic(IHeaderDictionary headers, string unit, RateLimitState? state, DateTimeOffset now)
    {
        if (state is { } known)
        {
            headers[$"anthropic-ratelimit-{unit}-limit"] = Text(known.Limit);
            headers[$"anthropic-ratelimit-{unit}-remaining"] = Text(known.Remaining);
            headers[$"anthropic-ratelimit-{unit}-reset"] =
                now.AddSeconds(known.ResetSeconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
