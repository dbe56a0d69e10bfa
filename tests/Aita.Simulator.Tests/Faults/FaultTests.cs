using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Simulator.Tests.Faults;

/// <summary>Every fault over real HTTP.</summary>
public sealed class FaultTests
{
    private const string Schema = """{"type":"object","properties":{"feedback":{"type":"string"}},"required":["feedback"]}""";

    [Theory]
    [InlineData(FaultKind.RequestTimeout408, 408, null)]
    [InlineData(FaultKind.RateLimited429, 429, "rate_limit_exceeded")]
    [InlineData(FaultKind.ServerError500, 500, "server")]
    [InlineData(FaultKind.BadGateway502, 502, "provider_unavailable")]
    [InlineData(FaultKind.Unavailable503, 503, "provider_overloaded")]
    [InlineData(FaultKind.Overloaded529, 529, "provider_overloaded")]
    public async Task Post_StatusFault_AnswersTheStatusAsOpenRouterDoes(FaultKind kind, int status, string? errorType)
    {
        await using var server = await StartAsync(new Fault(kind) { RetryAfterSeconds = 3 });
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask("hi"));
        var error = (await Wire.ReadAsync(response)).GetProperty("error");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status, error.GetProperty("code").GetInt32());
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
        Assert.Equal(errorType, error.GetProperty("metadata").TryGetProperty("error_type", out var type) ? type.GetString() : null);
        Assert.True(error.GetProperty("availability").GetProperty("retryable").GetBoolean());
        Assert.Equal(3, error.GetProperty("availability").GetProperty("retry_after").GetInt32());
        var record = Assert.Single(server.Traffic.Records);
        Assert.Equal((status, kind, 0m), (record.Status, record.Fault, record.Cost));
    }

    [Fact]
    public async Task Post_ErrorIn200_HasNoChoices()
    {
        await using var server = await StartAsync(new Fault(FaultKind.ErrorIn200) { StatusCode = 429 });
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask("hi"));
        var body = await Wire.ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(429, body.GetProperty("error").GetProperty("code").GetInt32());
        Assert.True(body.TryGetProperty("user_id", out _));
        Assert.False(body.TryGetProperty("choices", out _));
        Assert.Equal((0, 1), (server.Traffic.Succeeded, server.Traffic.Flawed));
    }

    [Fact]
    public async Task Post_ErrorFinish_HasTheErrorInTheChoice()
    {
        var choice = await ChoiceOfAsync(FaultKind.ErrorFinish);

        Assert.Equal("error", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(502, choice.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Post_EmptyCompletion_HasNoTokensNoReasonAndNoCost()
    {
        await using var server = await StartAsync(new Fault(FaultKind.EmptyCompletion));
        using var wire = new Wire(server);

        var answer = await wire.CompleteAsync(Wire.Ask("hi"));

        Assert.Equal("", Wire.Content(answer));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("choices")[0].GetProperty("finish_reason").ValueKind);
        Assert.Equal(0, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(0, answer.GetProperty("usage").GetProperty("cost").GetDecimal());
    }

    [Fact]
    public async Task Post_Truncated_CutsTheJsonAndSaysLength()
    {
        var choice = await ChoiceOfAsync(FaultKind.Truncated);

        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.False(IsJson(choice));
        Assert.StartsWith("{", choice.GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Refused_HasARefusalInsteadOfContent()
    {
        var choice = await ChoiceOfAsync(FaultKind.Refused);

        Assert.Equal("content_filter", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
        Assert.Contains("can't help", choice.GetProperty("message").GetProperty("refusal").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_MalformedJson_IsNeverJson()
    {
        await using var server = await StartAsync(new Fault(FaultKind.MalformedJson));
        using var wire = new Wire(server);

        for (int i = 0; i < 20; i++)
        {
            var answer = await wire.CompleteAsync(Wire.AskJson($"question {i}", Schema));
            Assert.False(IsJson(answer.GetProperty("choices")[0]), Wire.Content(answer));
        }
    }

    [Fact]
    public async Task Post_BrokenLatex_HasCommandsWithoutTheirEscape()
    {
        var choice = await ChoiceOfAsync(FaultKind.BrokenLatex);

        string content = choice.GetProperty("message").GetProperty("content").GetString()!;
        Assert.Contains(@"$\alpha = \frac{1}{2}$", content, StringComparison.Ordinal);
        Assert.DoesNotContain(@"\\", content, StringComparison.Ordinal);
        Assert.False(IsJson(choice));
    }

    [Fact]
    public async Task Post_Hang_NeverAnswersAndIsLoggedAsAbandoned()
    {
        await using var server = await StartAsync(new Fault(FaultKind.Hang));
        using var wire = new Wire(server);
        using var source = new CancellationTokenSource();
        var pending = wire.PostAsync(Wire.Ask("hi"), ct: source.Token);
        await UntilAsync(() => server.Traffic.DistinctRequests == 1);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await UntilAsync(() => server.Traffic.Abandoned == 1);
        Assert.Equal((499, FaultKind.Hang), (server.Traffic.Records[0].Status, server.Traffic.Records[0].Fault));
        Assert.Equal(0, server.Traffic.InFlight);
    }

    [Fact]
    public async Task Post_SlowBody_SendsHeadersFirstAndAWholeAnswerInTheEnd()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(new Fault(FaultKind.SlowBody) { Duration = TimeSpan.FromMilliseconds(200) }, time);
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask("hi"));
        bool finishedWithTheHeaders = server.Traffic.Succeeded == 1;
        var reading = Wire.ReadAsync(response);
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        var answer = await reading;

        Assert.False(finishedWithTheHeaders);
        Assert.StartsWith("Simulated answer", Wire.Content(answer), StringComparison.Ordinal);
        Assert.True(server.Traffic.Span >= TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Post_ConnectionReset_ThrowsAtTheClient()
    {
        await using var server = await StartAsync(new Fault(FaultKind.ConnectionReset));
        using var wire = new Wire(server);

        await Assert.ThrowsAsync<HttpRequestException>(() => wire.PostAsync(Wire.Ask("hi")));
        Assert.Equal((1, 0), (server.Traffic.Failed, server.Traffic.Records[0].Status));
    }

    [Fact]
    public async Task Post_CustomAnswer_IsGivenAsItIs()
    {
        await using var server = await StartAsync(Fault.Answer(502, "<html>Bad gateway</html>", "text/html"));
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask("hi"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("<html>Bad gateway</html>", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_ScriptOnFirstAttempts_SeesTheRequestAndLetsTheSecondPass()
    {
        var seen = new List<(string Model, string Text, int Occurrence, string? Title, bool Schema)>();
        await using var server = await SimulatorServer.StartAsync(new()
        {
            Faults = new()
            {
                Script = request =>
                {
                    seen.Add((request.Model, request.Text, request.Occurrence, request.GetHeader("X-Title"), request.HasSchema));
                    return request.Occurrence == 1 ? new Fault(FaultKind.ServerError500) : null;
                },
            },
        });
        using var wire = new Wire(server);
        wire.Http.DefaultRequestHeaders.Add("X-Title", "Aita");

        using var first = await wire.PostAsync(Wire.AskJson("What is 2+2?", Schema));
        using var second = await wire.PostAsync(Wire.AskJson("What is 2+2?", Schema));

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(
            [("google/gemini-2.5-flash", "What is 2+2?", 1, "Aita", true), ("google/gemini-2.5-flash", "What is 2+2?", 2, "Aita", true)], seen);
        Assert.Equal((2, 1, 0), (server.Traffic.Requests, server.Traffic.DistinctRequests, server.Traffic.RepeatedRequests));
    }

    private static Task<SimulatorServer> StartAsync(Fault fault, TimeProvider? time = null) =>
        SimulatorServer.StartAsync(new() { Faults = new() { Script = _ => fault }, TimeProvider = time ?? TimeProvider.System });

    private static async Task<JsonElement> ChoiceOfAsync(FaultKind kind)
    {
        await using var server = await StartAsync(new Fault(kind));
        using var wire = new Wire(server);
        return (await wire.CompleteAsync(Wire.AskJson("Give feedback", Schema))).GetProperty("choices")[0];
    }

    private static bool IsJson(JsonElement choice)
    {
        try
        {
            using var document = JsonDocument.Parse(choice.GetProperty("message").GetProperty("content").GetString()!);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
