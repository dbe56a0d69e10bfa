using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Simulator.Tests.Endpoints;

public sealed class AdmissionTests
{
    [Fact]
    public async Task Post_RequiredKey_RefusesEveryOther()
    {
        await using var server = await SimulatorServer.StartAsync(new() { RequiredKey = "sk-good" });
        using var wire = new Wire(server);

        using var none = await wire.PostAsync(Wire.Ask("hi"));
        using var wrong = await wire.PostAsync(Wire.Ask("hi"), "sk-bad");
        using var right = await wire.PostAsync(Wire.Ask("hi"), "sk-good");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (none.StatusCode, wrong.StatusCode, right.StatusCode));
        var error = (await Wire.ReadAsync(wrong)).GetProperty("error");
        Assert.Equal("authentication", error.GetProperty("metadata").GetProperty("error_type").GetString());
        Assert.DoesNotContain("sk-", error.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_CreditSpent_Answers402AndTheKeySaysSo()
    {
        await using var server = await SimulatorServer.StartAsync(new() { CreditLimit = 0.0001m });
        using var wire = new Wire(server);

        using var first = await wire.PostAsync(Wire.Ask("hi"));
        using var second = await wire.PostAsync(Wire.Ask("hi again"));
        var key = (await wire.GetAsync("key")).GetProperty("data");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PaymentRequired), (first.StatusCode, second.StatusCode));
        Assert.Equal(0.0001m, key.GetProperty("limit").GetDecimal());
        Assert.Equal(0, key.GetProperty("limit_remaining").GetDecimal());
        Assert.Equal(server.Traffic.Cost, key.GetProperty("usage").GetDecimal());
    }

    [Fact]
    public async Task Post_ModelNotOnARestrictedList_Answers404()
    {
        await using var server = await SimulatorServer.StartAsync(new() { RestrictModels = true, Models = [new() { Id = "only/one", ContextLength = 50 }] });
        using var wire = new Wire(server);

        using var unknown = await wire.PostAsync(Wire.Ask("hi"));
        using var known = await wire.PostTextAsync("""{"models":["only/one"],"messages":[{"role":"user","content":"x"}]}""");
        using var tooLong = await wire.PostTextAsync(
            $$"""{"model":"only/one","messages":[{"role":"user","content":"{{new string('x', 400)}}"}]}""");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.BadRequest), (unknown.StatusCode, known.StatusCode, tooLong.StatusCode));
        var error = (await Wire.ReadAsync(tooLong)).GetProperty("error");
        Assert.Equal("context_length_exceeded", error.GetProperty("metadata").GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task Post_OverTheRate_Answers429WithTheTrueWaitUntilItHasPassed()
    {
        var time = new FakeTimeProvider();
        await using var server = await SimulatorServer.StartAsync(new()
        {
            TimeProvider = time,
            RateLimit = new() { RequestsPerSecond = 0.4, Burst = 2 },
        });
        using var wire = new Wire(server);
        using var first = await wire.PostAsync(Wire.Ask("1"));
        using var second = await wire.PostAsync(Wire.Ask("2"));

        using var third = await wire.PostAsync(Wire.Ask("3"));
        time.Advance(TimeSpan.FromSeconds(2.5));
        using var fourth = await wire.PostAsync(Wire.Ask("4"));

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK],
            [first.StatusCode, second.StatusCode, third.StatusCode, fourth.StatusCode]);
        Assert.Equal(TimeSpan.FromSeconds(3), third.Headers.RetryAfter!.Delta);
        Assert.False(first.Headers.Contains("X-RateLimit-Limit"));
        var metadata = (await Wire.ReadAsync(third)).GetProperty("error").GetProperty("metadata");
        Assert.Equal("rate_limit_exceeded", metadata.GetProperty("error_type").GetString());
        Assert.Equal(Assert.Single(third.Headers.GetValues("X-RateLimit-Reset")), metadata.GetProperty("headers").GetProperty("X-RateLimit-Reset").GetString());
        Assert.Equal((3, 1), (server.Traffic.Succeeded, server.Traffic.RateLimited));
    }

    [Fact]
    public async Task Post_TokenLimit_TakesTheAnswersTokensToo()
    {
        var time = new FakeTimeProvider();
        await using var server = await SimulatorServer.StartAsync(new()
        {
            TimeProvider = time,
            RateLimit = new() { TokensPerMinute = 60 },
        });
        using var wire = new Wire(server);
        using var first = await wire.PostAsync(Wire.Ask("the answer is far longer than sixty tokens"));
        long used = server.Traffic.PromptTokens + server.Traffic.CompletionTokens;

        using var second = await wire.PostAsync(Wire.Ask("no"));
        time.Advance(TimeSpan.FromSeconds(used));
        using var third = await wire.PostAsync(Wire.Ask("yes"));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK], [first.StatusCode, second.StatusCode, third.StatusCode]);
    }
}
