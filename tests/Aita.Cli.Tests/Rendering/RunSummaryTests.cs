using System.Text.Json;
using Aita.Cli.Rendering;
using Aita.Execution;

namespace Aita.Cli.Tests.Rendering;

public sealed class RunSummaryTests
{
    private static readonly RunSummary Example = new(
        "exam", new ExecutionMetrics
        {
            CompletedTasks = 1019,
            FailedTasks = 1,
            ReusedTasks = 5,
            Attempts = 1030,
            Retries = 12,
            RateLimited = 10,
            Pauses = 1,
            PeakInFlight = 50,
            Elapsed = TimeSpan.FromSeconds(90),
            SequentialTime = TimeSpan.FromSeconds(900),
            Throughput = 11.3,
            P50TaskTime = TimeSpan.FromSeconds(0.8),
            P90TaskTime = TimeSpan.FromSeconds(2),
            P99TaskTime = TimeSpan.FromSeconds(61),
            Usage = new TokenUsage(30_000, 4_100, 12_000),
            Failures = FailureCounts.Of(FailureKind.RateLimited, 10) + FailureCounts.Of(FailureKind.Overloaded, 2),
            EarlierRequests = new RequestTally(1300, 12) { Failures = FailureCounts.Of(FailureKind.Timeout) },
            Cost = 1.5m,
            EarlierCost = 0.01m,
            CallsOfUnknownCost = 2,
            CallsMaybeBilled = 3,
            Bottleneck = new Bottleneck(new Dictionary<WaitedFor, TimeSpan> { [WaitedFor.RequestLimit] = TimeSpan.FromSeconds(80) }, "Raise the rate limit."),
        }, Total: 1021, Succeeded: 1019, Failed: 1)
    {
        Details = [("output", "out.jsonl")],
    };

    [Fact]
    public void Lines_ARunWithEverything_SaysItAll()
    {
        Assert.Equal(
            """
            exam: 1,019 of 1,021 succeeded, 1 failed, 1 not run in 01:30 (5 taken from the checkpoint)
              speed      11.3/s, 10.0 times as fast as one after another, up to 50 in flight
              latency    p50 0.8 s, p90 2 s, p99 01:01
              tokens     34.1k: 30k in (12k cached, 40 %), 4.1k out
              cost       $1.50, and $0.0100 in earlier runs; 2 answers of unknown cost not counted; 3 requests without an answer may be billed, too
              retries    12, 10 of them for the rate limit; the provider asked for 1 pause
              failures   10 rate limited, 2 overloaded
              earlier    1,300 requests in earlier runs, 12 retries; failures: 1 timeout
              output     out.jsonl
              time       request limit 100 %
              advice     Raise the rate limit.
            """,
            string.Join('\n', Example.Lines()));
    }

    [Fact]
    public void Lines_FurtherSteps_AreAccountedOneByOne()
    {
        var laddered = Example with
        {
            Metrics = Example.Metrics with
            {
                Outages = 1,
                LocalRepairs = new StepFigures(0, 3, 0),
                Reasks = new StepFigures(12, 10, 0.5m, new TokenUsage(700, 50)),
                Hedges = new StepFigures(2, 1, 0.01m, new TokenUsage(10, 5)),
                RepairModel = new StepFigures(2, 1, 0.25m),
                Fallbacks = new StepFigures(1, 0, 0.75m),
            },
        };

        Assert.Contains("  re-asked   12 requests to the same model, 10 tasks saved, 750 tokens, $0.5000", laddered.Lines());
        Assert.Contains("  repaired   2 requests to the stronger model, 1 task saved, 0 tokens, $0.2500", laddered.Lines());
        Assert.Contains("  fallback   1 request to other models, 0 tasks saved, 0 tokens, $0.7500", laddered.Lines());
        Assert.Contains("  hedged     2 requests a second time, 1 task saved, 15 tokens, $0.0100", laddered.Lines());
        Assert.Contains("  mended     3 answers without a request", laddered.Lines());
        Assert.Contains(laddered.Lines(), static line => line.EndsWith("1 pause; the provider was down 1 time", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_AShortRun_HasNoAdvice()
    {
        var brief = Example with { Metrics = Example.Metrics with { Elapsed = TimeSpan.FromSeconds(0.9) } };

        Assert.DoesNotContain(brief.Lines(), static line => line.StartsWith("  advice", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_ARunAtTheRequestLimit_DoesNotCompareItselfWithOneAfterAnother()
    {
        var paced = Example with { Metrics = Example.Metrics with { SequentialTime = TimeSpan.FromSeconds(9) } };

        Assert.Equal("  speed      11.3/s, up to 50 in flight", paced.Lines().ElementAt(1));
    }

    [Fact]
    public void Lines_NothingSent_AreShort()
    {
        Assert.Equal(["x: 0 of 0 succeeded in 0 s"], new RunSummary("x", new ExecutionMetrics(), 0, 0, 0).Lines());
    }

    [Fact]
    public void WriteTo_ARunWithEverything_HasTheFiguresWithTheirUnits()
    {
        using var json = JsonDocument.Parse(JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            Example.WriteTo(writer);
            writer.WriteEndObject();
        }));

        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("not_run").GetInt32());
        Assert.Equal(90, root.GetProperty("elapsed_s").GetDouble());
        Assert.Equal(10, root.GetProperty("speed_up").GetDouble());
        Assert.Equal(1.5m, root.GetProperty("cost_usd").GetDecimal());
        Assert.Equal(10, root.GetProperty("errors").GetProperty("rate_limited").GetInt32());
        Assert.Equal(1300, root.GetProperty("earlier").GetProperty("attempts").GetInt32());
        Assert.Equal(12, root.GetProperty("earlier").GetProperty("retries").GetInt32());
        Assert.Equal(1, root.GetProperty("earlier").GetProperty("errors").GetProperty("timeout").GetInt32());
        Assert.Equal(2, root.GetProperty("latency_s").GetProperty("p90").GetDouble());
        Assert.Equal(12_000, root.GetProperty("tokens").GetProperty("cached_input").GetInt64());
        Assert.Equal(80, root.GetProperty("waited_for_s").GetProperty("request_limit").GetDouble());
    }
}
