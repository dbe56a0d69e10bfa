using System.Text.Json;

namespace Aita.Benchmarks.Macro;

/// <summary>What the server saw of a run against a limit.</summary>
/// <param name="Span">Seconds from the first request to the last answer.</param>
/// <param name="Arrivals">Seconds from the first request to the last one.</param>
/// <param name="Succeeded">Requests that were answered.</param>
/// <param name="Refused">Requests that were refused for their rate.</param>
internal sealed record LimitFigures(double Span, double Arrivals, long Succeeded, long Refused)
{
    public static LimitFigures Of(JsonElement stats) => new(
        stats.GetProperty("span_ms").GetDouble() / 1000,
        stats.GetProperty("arrival_span_ms").GetDouble() / 1000,
        stats.GetProperty("succeeded").GetInt64(),
        stats.GetProperty("rate_limited").GetInt64());
}
