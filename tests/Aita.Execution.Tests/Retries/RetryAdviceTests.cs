using Aita.Execution.Tests.Doubles;

namespace Aita.Execution.Tests.Retries;

/// <summary>The header <c>x-should-retry</c>.</summary>
public sealed class RetryAdviceTests
{
    private const string Error = """{"error":{"message":"no"}}""";
    private const string NoCredit = """{"error":{"message":"no","code":"insufficient_quota"}}""";
    private const string Gone = """{"error":{"code":503,"message":"no","availability":{"retryable":true}}}""";

    [Theory]
    [InlineData(400, "true", Error, FailureKind.Rejected, true)]
    [InlineData(400, "false", Error, FailureKind.Rejected, false)]
    [InlineData(404, "true", Error, FailureKind.ModelUnavailable, true)]
    [InlineData(503, "false", Error, FailureKind.Overloaded, false)]
    [InlineData(500, "false", "<html>", FailureKind.Server, false)]
    [InlineData(500, "true", Error, FailureKind.Server, true)]
    [InlineData(500, "perhaps", Error, FailureKind.Server, true)]
    [InlineData(429, "false", Error, FailureKind.RateLimited, true)] // the pool pauses, and the task goes first
    [InlineData(429, "true", NoCredit, FailureKind.OutOfCredit, false)]
    [InlineData(401, "true", Error, FailureKind.Unauthorized, false)]
    [InlineData(402, "true", Error, FailureKind.OutOfCredit, false)]
    [InlineData(503, "false", Gone, FailureKind.Overloaded, true)] // the body has decided
    public async Task GetResponse_HeaderSaysWhetherToRetry_TheKindStaysAndTheTaskFollows(int status, string header, string body, FailureKind kind, bool isTransient)
    {
        var failure = (await Clients.FailAsync(RawReply.Json(body, status, $"x-should-retry: {header}"))).Failure;

        Assert.Equal((kind, isTransient), (failure.Kind, failure.IsTransient));
        Assert.Equal(kind is FailureKind.OutOfCredit or FailureKind.Unauthorized, failure.StopsBatch);
    }

    [Theory]
    [InlineData(FailureKind.Rejected, null, 1)]
    [InlineData(FailureKind.Rejected, true, 3)]
    [InlineData(FailureKind.Server, null, 3)]
    [InlineData(FailureKind.Server, false, 1)]
    public async Task ExecuteBatchAsync_ProviderSaysWhetherToRetry_IsAskedAsOften(FailureKind kind, bool? shouldRetry, int attempts)
    {
        var client = new ScriptedChatClient(call => call.Text == "t3"
            ? throw new LlmException(new LlmFailure(kind, "no") { StatusCode = 500, ShouldRetry = shouldRetry })
            : Answers.Text(call.Text));

        var result = await Executors.Over(client, new() { MaxRetries = 2, RateLimit = 0, RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false }).RunAsync(ScriptedTask.Many(10));

        Assert.Equal(kind, Assert.Single(result.FailedResults).ErrorKind);
        Assert.Equal(attempts, client.TimesAsked("t3"));
    }

    [Fact]
    public async Task ExecuteBatchAsync_OneTaskIsForbiddenAgainAndAgain_ItIsOneWitness()
    {
        var client = new ScriptedChatClient(call => call.Text == "t0"
            ? throw new LlmException(new LlmFailure(FailureKind.Rejected, "no") { StatusCode = 403, ShouldRetry = true })
            : Answers.Text(call.Text));

        var result = await Executors.Over(client, new() { MaxWorkers = 1, MaxRetries = 4, RateLimit = 0, RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false }).RunAsync(ScriptedTask.Many(10));

        Assert.Equal((9, 1, 5), (result.Metrics.CompletedTasks, result.Metrics.FailedTasks, client.TimesAsked("t0")));
    }
}
