using Aita.Cli.Rehearsal;

namespace Aita.Cli.Tests.Rehearsal;

public sealed class ScenarioFileTests
{
    [Fact]
    public void Parse_EveryField_IsRead()
    {
        var scenario = ScenarioFile.Parse("""
            {
              // as a tier of a provider
              "seed": 7, "latency_s": {"median": 2.5, "sigma": 0.3}, "output_tokens": {"median": 100}, "refusal_s": 0.2, "headers": "anthropic",
              "price": {"input_per_million": 0.3, "output_per_million": 2.5},
              "limits": [{"requests": 50, "per_s": 1, "burst": 10, "retry_after": false, "from_s": 1, "to_s": 9}, {"tokens": 20000, "per_s": 60, "window": "fixed"},
                         {"input_tokens": 50000, "per_s": 60}, {"output_tokens": 8000, "per_s": 60}],
              "faults": [{"kind": "overloaded", "share": 0.5, "status": 529, "from_s": 10, "to_s": 20}, {"kind": "hang", "share": 0.001}],
            }
            """, "s.json");

        Assert.Equal((7, 0.2, HeaderForm.Anthropic), (scenario.Seed, scenario.RefusalS, scenario.Headers));
        Assert.Equal((new Spread { Median = 2.5, Sigma = 0.3 }, new Spread { Median = 100 }), (scenario.LatencyS, scenario.OutputTokens));
        Assert.Equal(new ScenarioPrice { InputPerMillion = 0.3m, OutputPerMillion = 2.5m }, scenario.Price);
        Assert.Equal(new ScenarioLimit { Requests = 50, PerS = 1, Burst = 10, RetryAfter = false, FromS = 1, ToS = 9 }, scenario.Limits[0]);
        Assert.Equal(new ScenarioLimit { Tokens = 20_000, PerS = 60, Window = LimitWindow.Fixed }, scenario.Limits[1]);
        Assert.Equal([new() { InputTokens = 50_000, PerS = 60 }, new() { OutputTokens = 8_000, PerS = 60 }], scenario.Limits.Skip(2));
        Assert.Equal(new ScenarioFault { Kind = FaultKind.Overloaded, Share = 0.5, Status = 529, FromS = 10, ToS = 20 }, scenario.Faults[0]);
        Assert.Equal(new ScenarioFault { Kind = FaultKind.Hang, Share = 0.001 }, scenario.Faults[1]);
    }

    [Fact]
    public void Parse_EmptyObject_IsAProviderWithoutLimits() => Assert.Empty(ScenarioFile.Parse("{}", "s.json").Limits);

    [Theory]
    [InlineData("", "(line 1)")]
    [InlineData("null", "is null")]
    [InlineData("[]", "at $ (line 1)")]
    [InlineData("""{"limit": []}""", "$.limit")]
    [InlineData("""{"latency_s": {}}""", "$.latency_s")]
    [InlineData("""{"limits": null}""", "$.limits")]
    [InlineData("""{"limits": [{"requests": "many", "per_s": 1}]}""", "$.limits[0].requests")]
    [InlineData("""{"faults": [{"kind": "flood", "share": 1}]}""", "$.faults[0].kind")]
    [InlineData("""{"latency_s": {"median": 0}}""", "the median of latency_s is 0")]
    [InlineData("""{"limits": [{"per_s": 1}]}""", "limits[0] must have one of requests, tokens, input_tokens and output_tokens")]
    [InlineData("""{"limits": [{"tokens": 9, "input_tokens": 9, "per_s": 1}]}""", "limits[0] must have one of")]
    [InlineData("""{"limits": [{"output_tokens": 0.5, "per_s": 1}]}""", "limits[0] allows 0.5, use 1 or more")]
    [InlineData("""{"limits": [{"requests": 0, "per_s": 1}]}""", "limits[0] allows 0, use 1 or more")]
    [InlineData("""{"limits": [{"requests": 5, "per_s": 1, "from_s": 3, "to_s": 3}]}""", "limits[0] has to_s 3")]
    [InlineData("""{"limits": [{"requests": 5, "per_s": 1, "window": "fixed", "burst": 2}]}""", "limits[0] has a burst")]
    [InlineData("""{"faults": [{"kind": "hang", "share": 2}]}""", "faults[0] has share 2")]
    [InlineData("""{"limits": [null]}""", "limits[0] is null")]
    public void Parse_BadScenario_SaysWhereInOneSentence(string json, string expected)
    {
        var thrown = Assert.Throws<CliException>(() => ScenarioFile.Parse(json, "s.json"));

        Assert.StartsWith("The scenario s.json ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }
}
