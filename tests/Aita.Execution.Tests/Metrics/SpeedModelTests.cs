using CsCheck;

namespace Aita.Execution.Tests.Metrics;

public sealed class SpeedModelTests
{
    private static readonly RunConditions SlowProvider = new() { Workers = 5, Latency = TimeSpan.FromSeconds(2), RateLimit = 10 };

    [Theory]
    [InlineData(WaitedFor.Workers, "all 7 workers")]
    [InlineData(WaitedFor.RequestLimit, "limit of requests per second: raise it if the provider allows more.")]
    [InlineData(WaitedFor.TokenLimit, "limit of tokens per minute: raise it if the provider allows more.")]
    [InlineData(WaitedFor.ToldRequestLimit, "limit of requests that the provider's answers tell: only the provider can raise it.")]
    [InlineData(WaitedFor.ToldTokenLimit, "limit of tokens that the provider's answers tell: only the provider can raise it.")]
    [InlineData(WaitedFor.ProviderPause, "pauses")]
    [InlineData(WaitedFor.Backoff, "retries")]
    [InlineData(WaitedFor.Source, "reading and preparing")]
    [InlineData(WaitedFor.Answers, "other answers were there")]
    [InlineData(WaitedFor.Results, "consumed")]
    [InlineData(WaitedFor.Disk, "faster disk")]
    public void Explain_OneReasonStandsOut_NamesIt(WaitedFor reason, string expected)
    {
        var advice = SpeedModel.Explain(Times((WaitedFor.Nothing, 5), (reason, 5)), new() { Workers = 7 }).Advice;

        Assert.StartsWith("50 % of the time", advice, StringComparison.Ordinal);
        Assert.Contains(expected, advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_NothingStandsOut_SaysNothing()
    {
        Assert.Empty(SpeedModel.Explain(Times(), SlowProvider).Advice);
        Assert.Empty(SpeedModel.Explain(Times((WaitedFor.Tail, 5)), SlowProvider).Advice);
        var busy = SpeedModel.Explain(Times((WaitedFor.Nothing, 9), (WaitedFor.Workers, 1)), SlowProvider);
        Assert.Empty(busy.Advice);
        Assert.Null(busy.Change);
    }

    [Fact]
    public void Explain_WorkersBound_ProposesTwiceAsManyWorkers()
    {
        var bottleneck = SpeedModel.Explain(Times((WaitedFor.Workers, 9), (WaitedFor.Tail, 1)), SlowProvider);

        // 90 % of the time becomes half: 1 / (0.1 + 0.45).
        Assert.Equal((TunableSetting.MaxWorkers, 5, 10, WaitedFor.Nothing), What(bottleneck.Change!));
        Assert.Equal(1 / 0.55, bottleneck.Change!.Factor, precision: 9);
        Assert.Equal("90 % of the time all 5 workers were waiting for the provider: 10 workers would be about 1.82 times as fast.", bottleneck.Advice);
    }

    [Fact]
    public void Explain_WorkersBoundNearTheRequestLimit_ProposesAsManyAsLittlesLawAllows()
    {
        // 5 workers of 2 s make 2.5/s; 4/s need 8 workers.
        var bottleneck = SpeedModel.Explain(Times((WaitedFor.Workers, 10)), SlowProvider with { RateLimit = 4 });

        Assert.Equal((TunableSetting.MaxWorkers, 5, 8, WaitedFor.RequestLimit), What(bottleneck.Change!));
        Assert.Equal(1.6, bottleneck.Change!.Factor, precision: 9);
        Assert.EndsWith("8 workers would be about 1.6 times as fast, until the limit of requests per second binds.", bottleneck.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_RequestLimitBinds_ProposesTheRateThatTheWorkersCanKeep()
    {
        var conditions = new RunConditions { Workers = 30, Latency = TimeSpan.FromSeconds(2), RateLimit = 10 };

        var change = SpeedModel.Explain(Times((WaitedFor.RequestLimit, 10)), conditions).Change!;

        Assert.Equal((TunableSetting.RateLimit, 10, 15, WaitedFor.Workers), What(change));
        Assert.Equal(1.5, change.Factor, precision: 9);
    }

    [Fact]
    public void Explain_TokenLimitBinds_ProposesMoreTokens()
    {
        var conditions = new RunConditions { Workers = 30, Latency = TimeSpan.FromSeconds(1), TokensPerMinute = 60_000, TokensPerRequest = 500 };

        var change = SpeedModel.Explain(Times((WaitedFor.TokenLimit, 8), (WaitedFor.Nothing, 2)), conditions).Change!;

        Assert.Equal((TunableSetting.TokensPerMinute, 60_000, 120_000, WaitedFor.Nothing), What(change));
        Assert.Equal(1 / 0.6, change.Factor, precision: 9);
    }

    [Theory]
    [InlineData(12_000, null, TunableSetting.InputTokensPerMinute, 12_000)]
    [InlineData(60_000, 3_000L, TunableSetting.OutputTokensPerMinute, 3_000)]
    public void Explain_LimitOfInputOrOutputBinds_ProposesMoreOfIt(long input, long? output, TunableSetting setting, double current)
    {
        var conditions = new RunConditions
        {
            Workers = 30,
            Latency = TimeSpan.FromSeconds(1),
            TokensPerMinute = 600_000,
            InputTokensPerMinute = input,
            OutputTokensPerMinute = output,
            TokensPerRequest = 500,
            InputTokensPerRequest = 400,
        };

        var bottleneck = SpeedModel.Explain(Times((WaitedFor.TokenLimit, 8), (WaitedFor.Nothing, 2)), conditions);

        Assert.Equal((setting, current, current * 2, WaitedFor.Nothing), What(bottleneck.Change!));
        Assert.Contains($"{current * 2:#,0} {(setting == TunableSetting.InputTokensPerMinute ? "input" : "output")} tokens per minute", bottleneck.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ProviderRefused_NamesTheRateThatWasLearnt() => Assert.Contains(
        "a rate limit of 24.6 requests per second, as learnt",
        SpeedModel.Explain(Times((WaitedFor.ProviderPause, 9), (WaitedFor.Nothing, 1)), SlowProvider with { LearntRate = 24.6 }).Advice,
        StringComparison.Ordinal);

    [Fact]
    public void Explain_ProviderToldATighterLimitThanWasSet_NamesTheProvidersAndProposesNothing()
    {
        var requests = SpeedModel.Explain(Times((WaitedFor.ToldRequestLimit, 6), (WaitedFor.Workers, 3), (WaitedFor.RequestLimit, 1)), SlowProvider);
        var tokens = SpeedModel.Explain(Times((WaitedFor.ToldTokenLimit, 8), (WaitedFor.Nothing, 2)), SlowProvider with { TokensPerMinute = 900_000 });

        Assert.Equal("60 % of the time was spent on the limit of requests that the provider's answers tell, which is tighter than the one of this run: only the provider can raise it.", requests.Advice);
        Assert.Equal("80 % of the time was spent on the limit of tokens that the provider's answers tell, which is tighter than the one of this run: only the provider can raise it.", tokens.Advice);
        Assert.Null(requests.Change);
        Assert.Null(tokens.Change);
    }

    [Fact]
    public void Explain_ManyRequestsFail_ProposesNoMoreOfThem()
    {
        var failing = SpeedModel.Explain(Times((WaitedFor.Workers, 9), (WaitedFor.Nothing, 1)), SlowProvider with { FailureShare = 0.4 });

        Assert.Null(failing.Change);
        Assert.Equal("90 % of the time all workers were busy, but 40 % of the requests failed at the provider: look at the failures; sending more at once would not help.", failing.Advice);
        Assert.NotNull(SpeedModel.Explain(Times((WaitedFor.Workers, 9), (WaitedFor.Nothing, 1)), SlowProvider with { FailureShare = 0.1 }).Change);
    }

    [Fact]
    public void Explain_PausesAndBackoffTakeMostOfTheTime_ProposesNoMoreWorkers()
    {
        var paused = SpeedModel.Explain(Times((WaitedFor.ProviderPause, 3), (WaitedFor.Backoff, 2), (WaitedFor.Workers, 4)), SlowProvider);

        Assert.Null(paused.Change);
        Assert.NotNull(SpeedModel.Explain(Times((WaitedFor.ProviderPause, 1), (WaitedFor.Backoff, 1), (WaitedFor.Workers, 8)), SlowProvider).Change);
    }

    [Fact]
    public void Explain_WorkersAreAdapted_DoesNotProposeWorkers() =>
        Assert.Null(SpeedModel.Explain(Times((WaitedFor.Workers, 10)), SlowProvider with { AdaptsWorkers = true }).Change);

    [Fact]
    public void Binding_AnyConditions_IsTheLowestCeiling()
    {
        Assert.Equal((WaitedFor.Workers, 2.5), SpeedModel.Binding(SlowProvider));
        Assert.Equal((WaitedFor.RequestLimit, 2.0), SpeedModel.Binding(SlowProvider with { RateLimit = 2 }));
        Assert.Equal((WaitedFor.TokenLimit, 1.0), SpeedModel.Binding(SlowProvider with { TokensPerMinute = 6000, TokensPerRequest = 100 }));
    }

    [Fact]
    public void Shares_AnyTimes_AddUpToAHundred() =>
        Gen.Dictionary(Gen.Enum<WaitedFor>(), Gen.Long[1, long.MaxValue / 100].Select(static ticks => new TimeSpan(ticks)))[1, 9].Sample(times =>
        {
            var shares = new Bottleneck(times, string.Empty).Shares();
            Assert.Equal(100, shares.Sum(static part => part.Percent));
            Assert.Equal(shares.OrderByDescending(static part => part.Percent), shares);
            var total = times.Values.Sum(static time => (double)time.Ticks);
            Assert.All(shares, part => Assert.InRange(part.Percent - (100 * times[part.Resource].Ticks / total), -1, 1));
        });

    [Fact]
    public void Shares_NothingMeasured_AreEmpty() => Assert.Empty(Bottleneck.None.Shares());

    // A change never promises more than the next ceiling, nor more than twice, and never less than is worth saying.
    [Fact]
    public void Explain_AnyRun_PromisesNoMoreThanTheNextLimitAllows() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Double[0.01, 60], Gen.Double[0, 500], Gen.Long[1, 10_000_000], Gen.Double[1, 100_000], Gen.Int[0, 100].Array[4])
            .Sample((workers, latency, rate, tokens, perRequest, parts) =>
            {
                var conditions = new RunConditions
                {
                    Workers = workers,
                    Latency = TimeSpan.FromSeconds(latency),
                    RateLimit = rate,
                    TokensPerMinute = tokens,
                    TokensPerRequest = perRequest,
                };
                var bottleneck = SpeedModel.Explain(
                    Times((WaitedFor.Workers, parts[0]), (WaitedFor.RequestLimit, parts[1]), (WaitedFor.TokenLimit, parts[2]), (WaitedFor.Tail, parts[3])),
                    conditions);
                if (bottleneck.Change is { } change)
                {
                    Assert.InRange(change.Factor, 1.05, 2.000001);
                    Assert.True(change.Proposed > change.Current);
                }
            });

    private static (TunableSetting, double, double, WaitedFor) What(SettingChange change) => (change.Setting, change.Current, change.Proposed, change.Next);

    private static Dictionary<WaitedFor, TimeSpan> Times(params IEnumerable<(WaitedFor Resource, int Seconds)> parts) =>
        parts.ToDictionary(static part => part.Resource, static part => TimeSpan.FromSeconds(part.Seconds));
}
