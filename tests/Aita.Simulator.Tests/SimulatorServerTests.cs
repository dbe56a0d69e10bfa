using System.Net;

namespace Aita.Simulator.Tests;

public sealed class SimulatorServerTests
{
    [Fact]
    public async Task Post_PlainQuestion_AnswersAsOpenRouterDoes()
    {
        await using var server = await SimulatorServer.StartAsync();
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask("Explain the entropy of a coin"));
        var answer = await Wire.ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("aita-simulator", Assert.Single(response.Headers.GetValues("X-Simulated")));
        Assert.Equal(answer.GetProperty("id").GetString(), Assert.Single(response.Headers.GetValues("X-Generation-Id")));
        Assert.StartsWith("gen-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("google/gemini-2.5-flash", answer.GetProperty("model").GetString());
        Assert.Equal("Simulator", answer.GetProperty("provider").GetString());
        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        var choice = answer.GetProperty("choices")[0];
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.StartsWith("Simulated answer to: Explain the entropy of a coin.", Wire.Content(answer), StringComparison.Ordinal);
        var usage = answer.GetProperty("usage");
        int prompt = usage.GetProperty("prompt_tokens").GetInt32();
        int completion = usage.GetProperty("completion_tokens").GetInt32();
        Assert.Equal(prompt + completion, usage.GetProperty("total_tokens").GetInt32());
        Assert.Equal((prompt * 0.0000003m) + (completion * 0.0000025m), usage.GetProperty("cost").GetDecimal());
        Assert.False(usage.GetProperty("is_byok").GetBoolean());
        Assert.Equal(0, usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
    }

    [Theory]
    [InlineData("/api/v1/chat/completions")]
    [InlineData("/v1/chat/completions")]
    public async Task Post_EitherPath_Answers(string path)
    {
        await using var server = await SimulatorServer.StartAsync();
        using var http = new HttpClient();

        using var response = await http.PostAsync(
            new Uri(server.BaseUrl, path), new StringContent("""{"model":"m","messages":[{"role":"user","content":"hi"}]}"""));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_SameRequestToTwoServersOfOneSeed_AnswersTheSame()
    {
        await using var first = await SimulatorServer.StartAsync(new() { Seed = 7 });
        await using var second = await SimulatorServer.StartAsync(new() { Seed = 7 });
        await using var other = await SimulatorServer.StartAsync(new() { Seed = 8 });

        string[] answers = await Task.WhenAll(new[] { first, second, other }.Select(async server =>
        {
            using var wire = new Wire(server);
            return Wire.Content(await wire.CompleteAsync(Wire.Ask("What is a limit?")));
        }));

        Assert.Equal(answers[0], answers[1]);
        Assert.NotEqual(answers[0], answers[2]);
    }

    [Fact]
    public async Task Post_MaxTokensBelowTheAnswer_CutsAndSaysLength()
    {
        await using var server = await SimulatorServer.StartAsync();
        using var wire = new Wire(server);

        var answer = await wire.CompleteAsync(Wire.Ask("Tell me everything about the integers and their friends", maxTokens: 5));

        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(5, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.True(Wire.Content(answer).Length <= 20);
    }

    [Theory]
    [InlineData("not json", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{}", "'messages' is missing")]
    [InlineData("""{"messages":[]}""", "'messages' is missing")]
    [InlineData("""{"messages":[{"content":"x"}]}""", "messages[0].role is missing")]
    [InlineData("""{"messages":[7]}""", "messages[0] must be an object")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "'max_tokens'")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema"}}""", "json_schema.schema")]
    public async Task Post_UnusableBody_Answers400ThatSaysWhy(string body, string reason)
    {
        await using var server = await SimulatorServer.StartAsync();
        using var wire = new Wire(server);

        using var response = await wire.PostTextAsync(body);
        var error = (await Wire.ReadAsync(response)).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(400, error.GetProperty("code").GetInt32());
        Assert.Contains(reason, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("invalid_request", error.GetProperty("metadata").GetProperty("error_type").GetString());
        Assert.Equal(1, server.Traffic.Failed);
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_Answers413()
    {
        await using var server = await SimulatorServer.StartAsync(new() { MaxBodyBytes = 1024 });
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask(new string('x', 2000)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Get_UnknownPath_Answers404WithTheWayOut()
    {
        await using var server = await SimulatorServer.StartAsync();
        using var wire = new Wire(server);

        using var response = await wire.Http.GetAsync("nowhere");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("POST /api/v1/chat/completions", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OptionsWithSeveralMistakes_NamesThemAll()
    {
        var options = new SimulatorOptions
        {
            Port = -1,
            ReadingNoise = 2,
            RateLimit = new() { RequestsPerSecond = 0 },
            Faults = new() { FirstAttemptsOnly = 3 },
        };

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => SimulatorServer.StartAsync(options));

        Assert.Contains("Port is -1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ReadingNoise is 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("RateLimit.RequestsPerSecond is 0", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Faults.FirstAttemptsOnly is 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_PortTaken_ThrowsIOException()
    {
        await using var server = await SimulatorServer.StartAsync();

        await Assert.ThrowsAsync<IOException>(() => SimulatorServer.StartAsync(new() { Port = server.BaseUrl.Port }));
    }

    [Fact]
    public async Task DisposeAsync_RequestInFlight_CutsItAndCompletes()
    {
        var server = await SimulatorServer.StartAsync(new() { Latency = LatencyModel.Constant(TimeSpan.FromHours(1)) });
        using var wire = new Wire(server);
        var pending = wire.PostAsync(Wire.Ask("never answered"));
        while (server.Traffic.InFlight == 0)
        {
            await Task.Yield();
        }

        await server.DisposeAsync();
        await server.Completion;

        await Assert.ThrowsAsync<HttpRequestException>(() => pending);
    }
}
