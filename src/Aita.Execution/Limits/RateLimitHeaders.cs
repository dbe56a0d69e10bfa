using System.Globalization;
using System.Net.Http.Headers;

namespace Aita.Execution;

/// <summary>
/// Reads rate-limit headers of OpenAI and those who copy it (<c>x-ratelimit-remaining-tokens</c>), Azure, Groq, Anthropic
/// (<c>anthropic-ratelimit-tokens-remaining</c>) and OpenRouter (<c>X-RateLimit-Remaining</c>). Pure and thread-safe.
/// </summary>
public static class RateLimitHeaders
{
    private const string Common = "x-ratelimit-";
    private const string Anthropic = "anthropic-ratelimit-";

    private enum Part
    {
        None,
        Limit,
        Remaining,
        Reset,
    }

    /// <summary>Reads the headers of an answer.</summary>
    /// <param name="headers">Headers of the answer.</param>
    /// <param name="now">When the answer arrived.</param>
    /// <returns>What they say; null when they say nothing about limits.</returns>
    public static RateLimitSnapshot? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var state = default(State);
        foreach (var (name, values) in headers.NonValidated)
        {
            if (IsLimitHeader(name))
            {
                foreach (var value in values)
                {
                    Add(ref state, name, value, now);
                    break;
                }
            }
        }

        return ToSnapshot(state);
    }

    /// <summary>Reads header names and values from wherever they were found, for example from the body of an error.</summary>
    /// <param name="headers">Names, compared without regard to case, and values.</param>
    /// <param name="now">When the answer arrived.</param>
    /// <returns>What they say; null when they say nothing about limits.</returns>
    public static RateLimitSnapshot? Read(IEnumerable<KeyValuePair<string, string>> headers, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var state = default(State);
        foreach (var (name, value) in headers)
        {
            if (IsLimitHeader(name))
            {
                Add(ref state, name, value, now);
            }
        }

        return ToSnapshot(state);
    }

    private static bool IsLimitHeader(string name) =>
        name.StartsWith(Common, StringComparison.OrdinalIgnoreCase) || name.StartsWith(Anthropic, StringComparison.OrdinalIgnoreCase);

    private static void Add(ref State state, string name, string value, DateTimeOffset now)
    {
        // x-ratelimit-<part>[-<what>] and anthropic-ratelimit-<what>-<part>; OpenRouter's have no <what> and mean requests.
        Part part;
        ReadOnlySpan<char> what;
        if (name.StartsWith(Common, StringComparison.OrdinalIgnoreCase))
        {
            var rest = name.AsSpan(Common.Length);
            var dash = rest.IndexOf('-');
            part = PartOf(dash < 0 ? rest : rest[..dash]);
            what = dash < 0 ? "requests" : rest[(dash + 1)..];
        }
        else
        {
            var rest = name.AsSpan(Anthropic.Length);
            var dash = rest.LastIndexOf('-');
            part = PartOf(rest[(dash + 1)..]);
            what = dash < 0 ? default : rest[..dash];
        }

        if (part == Part.None)
        {
            return;
        }

        if (what.Equals("requests", StringComparison.OrdinalIgnoreCase))
        {
            Set(ref state.Requests, part, value, now);
        }
        else if (what.Equals("tokens", StringComparison.OrdinalIgnoreCase))
        {
            Set(ref state.Tokens, part, value, now);
        }
        else if (what.Equals("input-tokens", StringComparison.OrdinalIgnoreCase))
        {
            Set(ref state.Input, part, value, now);
        }
        else if (what.Equals("output-tokens", StringComparison.OrdinalIgnoreCase))
        {
            Set(ref state.Output, part, value, now);
        }
    }

    private static Part PartOf(ReadOnlySpan<char> name) =>
        name.Equals("limit", StringComparison.OrdinalIgnoreCase) ? Part.Limit
        : name.Equals("remaining", StringComparison.OrdinalIgnoreCase) ? Part.Remaining
        : name.Equals("reset", StringComparison.OrdinalIgnoreCase) ? Part.Reset
        : Part.None;

    private static void Set(ref Window window, Part part, string value, DateTimeOffset now)
    {
        switch (part)
        {
            case Part.Limit:
                // Azure sends 0 and -1 where it does not know: nobody has a limit of nothing.
                window.Limit = ParseCount(value) is > 0 and var limit ? limit : null;
                break;
            case Part.Remaining:
                window.Remaining = ParseCount(value);
                break;
            default:
                window.Reset = HeaderDuration.Parse(value, now);
                window.IsExact = HeaderDuration.IsExact(value);
                break;
        }
    }

    private static long? ParseCount(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1e15 ? (long)number : null;

    private static RateLimitSnapshot? ToSnapshot(in State state) => state == default ? null : new RateLimitSnapshot
    {
        RequestLimit = state.Requests.Limit,
        RequestsRemaining = state.Requests.Remaining,
        RequestsReset = state.Requests.Reset,
        TokenLimit = state.Tokens.Limit,
        TokensRemaining = state.Tokens.Remaining,
        TokensReset = state.Tokens.Reset,
        InputTokenLimit = state.Input.Limit,
        InputTokensRemaining = state.Input.Remaining,
        InputTokensReset = state.Input.Reset,
        OutputTokenLimit = state.Output.Limit,
        OutputTokensRemaining = state.Output.Remaining,
        OutputTokensReset = state.Output.Reset,
        ResetsAreExact = state.Requests.IsExact || state.Tokens.IsExact || state.Input.IsExact || state.Output.IsExact,
    };

    private record struct Window
    {
        public long? Limit;
        public long? Remaining;
        public TimeSpan? Reset;
        public bool IsExact;
    }

    private record struct State
    {
        public Window Requests;
        public Window Tokens;
        public Window Input;
        public Window Output;
    }
}
