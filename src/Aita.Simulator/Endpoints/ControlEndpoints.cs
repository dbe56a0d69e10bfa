using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>The log over HTTP: GET /simulator/stats, GET /simulator/requests, POST /simulator/reset.</summary>
internal sealed class ControlEndpoints(Simulation simulation)
{
    private const int FlushBytes = 64 * 1024;

    public Task WriteStatsAsync(HttpContext context) => WholeAnswer.WriteAsync(context, json =>
    {
        var traffic = simulation.Traffic;
        json.WriteStartObject();
        json.WriteString("simulated"u8, "aita-simulator"u8);
        json.WriteNumber("seed"u8, simulation.Options.Seed);
        json.WriteNumber("requests"u8, traffic.Requests);
        json.WriteNumber("in_flight"u8, traffic.InFlight);
        json.WriteNumber("succeeded"u8, traffic.Succeeded);
        json.WriteNumber("flawed"u8, traffic.Flawed);
        json.WriteNumber("rate_limited"u8, traffic.RateLimited);
        json.WriteNumber("failed"u8, traffic.Failed);
        json.WriteNumber("abandoned"u8, traffic.Abandoned);
        json.WriteNumber("distinct_requests"u8, traffic.DistinctRequests);
        json.WriteNumber("repeated_requests"u8, traffic.RepeatedRequests);
        json.WriteNumber("peak_in_flight"u8, traffic.PeakInFlight);
        json.WriteNumber("max_arrivals_per_second"u8, traffic.MaxArrivalsPerSecond);
        json.WriteNumber("mean_arrivals_per_second"u8, Math.Round(traffic.MeanArrivalsPerSecond, 3));
        json.WriteNumber("span_ms"u8, traffic.Span.TotalMilliseconds);
        json.WriteNumber("arrival_span_ms"u8, traffic.ArrivalSpan.TotalMilliseconds);
        json.WriteNumber("prompt_tokens"u8, traffic.PromptTokens);
        json.WriteNumber("cached_tokens"u8, traffic.CachedTokens);
        json.WriteNumber("completion_tokens"u8, traffic.CompletionTokens);
        json.WriteNumber("cost"u8, traffic.Cost);
        json.WriteEndObject();
    });

    /// <summary>One JSON object a line and request.</summary>
    public async Task WriteRequestsAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        using var lines = new PooledBuffer();
        foreach (var record in simulation.Traffic.Records)
        {
            WriteRecord(lines, record);
            if (lines.Length >= FlushBytes)
            {
                await context.Response.BodyWriter.WriteAsync(lines.Written, context.RequestAborted);
                lines.Clear();
            }
        }

        await context.Response.BodyWriter.WriteAsync(lines.Written, context.RequestAborted);
    }

    public Task ResetAsync(HttpContext context)
    {
        simulation.Traffic.Reset();
        return WriteStatsAsync(context);
    }

    private static void WriteRecord(PooledBuffer lines, in RequestRecord record)
    {
        using (var json = new Utf8JsonWriter(lines))
        {
            json.WriteStartObject();
            json.WriteNumber("seq"u8, record.Sequence);
            json.WriteNumber("arrival_ms"u8, record.Arrival.TotalMilliseconds);
            json.WriteNumber("finished_ms"u8, record.Finished.TotalMilliseconds);
            json.WriteNumber("latency_ms"u8, record.Latency.TotalMilliseconds);
            json.WriteNumber("status"u8, record.Status);
            json.WriteString("body_hash"u8, record.BodyHash.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteNumber("occurrence"u8, record.Occurrence);
            json.WriteString("fault"u8, record.Fault.ToString());
            json.WriteNumber("prompt_tokens"u8, record.PromptTokens);
            json.WriteNumber("cached_tokens"u8, record.CachedTokens);
            json.WriteNumber("completion_tokens"u8, record.CompletionTokens);
            json.WriteNumber("cost"u8, record.Cost);
            json.WriteEndObject();
        }

        var end = lines.GetSpan(1);
        end[0] = (byte)'\n';
        lines.Advance(1);
    }
}
