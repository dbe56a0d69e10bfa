using System.Text;

namespace Aita.Cli.Tests.Commands;

public sealed class SimulateCommandTests
{
    [Fact]
    public async Task Run_UntilInterrupted_ServesBatchesAndSaysThatAnswersAreInvented()
    {
        await using var provider = CliWorld.Create();
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "sk-mine";
        world.Write("in.jsonl", Enumerable.Range(0, 40).Select(BatchCommandTests.Short));
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var simulating = provider.RunAsync(
            ["simulate", "--port", "0", "--latency-ms", "2", "--sigma", "0.5", "--fail-first", "0.5", "--seed", "3", "--required-key", "sk-mine", "--restrict-models"], address.SetResult);

        var baseUrl = await address.Task.WaitAsync(TestContext.Current.CancellationToken);
        var batch = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--base-url", baseUrl, "--rate-limit", "0");
        world.Environment["OPENROUTER_API_KEY"] = "sk-other";
        var refused = await world.RunAsync("batch", "in.jsonl", "-o", "refused.jsonl", "--base-url", baseUrl, "--no-resume");
        provider.Interrupts.Raise();
        var simulated = await simulating;

        Assert.Equal(0, batch.Code);
        Assert.Contains("retries", batch.Error, StringComparison.Ordinal);
        Assert.Equal(4, refused.Code);
        Assert.Equal(0, simulated.Code);
        Assert.Equal(baseUrl + "\n", simulated.Out);
        Assert.Contains("This provider is simulated: its answers are invented", simulated.Error, StringComparison.Ordinal);
        Assert.Contains($"--base-url {baseUrl}", simulated.Error, StringComparison.Ordinal);
        Assert.Contains("40 answered", simulated.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LimitsOfInputAndOutputTokens_AreTold()
    {
        await using var provider = CliWorld.Create();
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var simulating = provider.RunAsync(["simulate", "--input-tokens-per-minute", "5000", "--output-tokens-per-minute", "700", "--headers", "anthropic"], address.SetResult);
        using var client = new HttpClient();
        using var body = new StringContent("""{"model":"google/gemini-2.5-flash","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");

        var baseUrl = await address.Task.WaitAsync(TestContext.Current.CancellationToken);
        using var response = await client.PostAsync($"{baseUrl}/chat/completions", body, TestContext.Current.CancellationToken);
        provider.Interrupts.Raise();
        await simulating;

        Assert.Equal("5000", Assert.Single(response.Headers.GetValues("anthropic-ratelimit-input-tokens-limit")));
        Assert.Equal("700", Assert.Single(response.Headers.GetValues("anthropic-ratelimit-output-tokens-limit")));
    }

    [Theory]
    [InlineData("--input-tokens-per-minute 0", "--input-tokens-per-minute is 0: use 1 or more")]
    [InlineData("--fail-rate 2", "--fail-rate is 2: use 0 to 1.")]
    [InlineData("--answer-tokens 0", "--answer-tokens is 0: use 1 or more")]
    [InlineData("--rate-limit -1", "--rate-limit is -1: use a rate above 0")]
    [InlineData("--latency warp", "The latency 'warp' cannot be read")]
    [InlineData("--sigma 9", "--sigma is '9'")]
    [InlineData("--burst 5", "--burst is '5', but there is no --rate-limit")]
    [InlineData("--headers openai", "--headers is 'openai', but there is no limit")]
    [InlineData("--name-noise 1.5", "--name-noise is 1.5: use 0 to 1.")]
    [InlineData("--truth nowhere.json", "--truth is 'nowhere.json', which cannot be used")]
    [InlineData("--port 99999", "--port is 99999: use 0")]
    public async Task Run_OptionsThatCannotBeUsed_AreRefused(string options, string message)
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync(["simulate", .. options.Split(' ')]);

        Assert.Equal(1, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PortIsTaken_SaysWhatToDo()
    {
        await using var other = await CliWorld.StartAsync();
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("simulate", "--port", $"{other.Server.BaseUrl.Port}");

        Assert.Equal(1, result.Code);
        Assert.StartsWith($"error: Port {other.Server.BaseUrl.Port} cannot be used", result.Error, StringComparison.Ordinal);
        Assert.Contains("choose another with --port", result.Error, StringComparison.Ordinal);
    }
}
