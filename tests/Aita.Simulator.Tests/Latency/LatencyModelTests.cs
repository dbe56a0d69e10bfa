using CsCheck;

namespace Aita.Simulator.Tests.Latency;

public sealed class LatencyModelTests
{
    [Fact]
    public void Draw_SameArguments_SameLatencyInAnyOrder() =>
        Gen.Select(Gen.Int, Gen.ULong.Array[1, 20]).Sample((seed, hashes) =>
        {
            var model = LatencyModel.Profile("gemini-2.5-flash").WithStalls(0.1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9));

            var forwards = hashes.Select(hash => model.Draw(seed, hash, 1, 100)).ToArray();
            var backwards = hashes.Reverse().Select(hash => model.Draw(seed, hash, 1, 100)).Reverse().ToArray();

            Assert.Equal(forwards, backwards);
            Assert.All(forwards, draw => Assert.True(draw.FirstToken <= draw.Total && draw.FirstToken > TimeSpan.Zero));
        });

    [Fact]
    public void Draw_OtherSeedOrOccurrence_OtherLatency()
    {
        var model = LatencyModel.LogNormal(TimeSpan.FromSeconds(1), 0.5);

        var latencies = new[] { model.Draw(1, 42, 1, 0), model.Draw(2, 42, 1, 0), model.Draw(1, 42, 2, 0), model.Draw(1, 43, 1, 0) };

        Assert.Equal(4, latencies.Distinct().Count());
    }

    [Fact]
    public void LogNormal_ManyDraws_HaveTheMeanAndTheSigma()
    {
        var model = LatencyModel.LogNormal(TimeSpan.FromSeconds(1.3), 0.35);

        double[] seconds = [.. Enumerable.Range(0, 20_000).Select(i => model.Draw(1, (ulong)i, 1, 0).Total.TotalSeconds)];

        Assert.Equal(1.3, seconds.Average(), 0.02);
        double mu = seconds.Average(Math.Log);
        Assert.Equal(0.35, Math.Sqrt(seconds.Average(s => Math.Pow(Math.Log(s) - mu, 2))), 0.01);
    }

    [Fact]
    public void Profile_GeminiFlashAt120Tokens_HasThePublishedMedian()
    {
        var model = LatencyModel.Profile("gemini-2.5-flash");

        var seconds = Enumerable.Range(0, 20_000).Select(i => model.Draw(1, (ulong)i, 1, 120).Total.TotalSeconds).Order().ToArray();

        Assert.Equal(1.0, seconds[10_000], 0.1);
    }

    [Fact]
    public void WithStalls_Probability_IsTheShareOfLongAnswers()
    {
        var model = LatencyModel.Constant(TimeSpan.FromSeconds(1)).WithStalls(0.1, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(300));

        var draws = Enumerable.Range(0, 10_000).Select(i => model.Draw(1, (ulong)i, 1, 0).Total).ToArray();

        Assert.InRange(draws.Count(total => total > TimeSpan.FromSeconds(1)), 850, 1150);
        Assert.All(draws, total => Assert.True(total == TimeSpan.FromSeconds(1) || total is { TotalSeconds: >= 31 and <= 301 }));
    }

    [Theory]
    [InlineData("constant:0.13", 0.13)]
    [InlineData("lognormal:2:0", 2)]
    [InlineData("none", 0)]
    public void Parse_Text_IsThatModel(string text, double seconds) =>
        Assert.Equal(seconds, LatencyModel.Parse(text).Draw(1, 1, 1, 0).Total.TotalSeconds, 6);

    [Theory]
    [InlineData("constant")]
    [InlineData("constant:x")]
    [InlineData("lognormal:0:1")]
    [InlineData("gpt-99")]
    public void Parse_AnythingElse_NamesTheForms(string text)
    {
        var exception = Assert.Throws<FormatException>(() => LatencyModel.Parse(text));

        Assert.Contains($"'{text}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("lognormal:MEAN_SECONDS:SIGMA", exception.Message, StringComparison.Ordinal);
        Assert.Contains("gemini-2.5-flash", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_EveryName_CanBeDrawn() => Assert.All(
        LatencyModel.ProfileNames, name => Assert.True(LatencyModel.Parse(name).Draw(1, 1, 1, 50).Total > TimeSpan.Zero));
}
