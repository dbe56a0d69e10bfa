using System.Text.Json;
using Aita.Execution.Tests.Doubles;
using Aita.Simulator;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

/// <summary>The executor over real HTTP, against the simulated provider.</summary>
[Collection(VirtualTime.Name)]
public sealed class ExecutorHttpTests
{
    [Fact]
    public async Task ExecuteBatchAsync_HiddenLimit_EndsWithAllAnswersAndFewRefusals()
    {
        var (result, traffic) = await RunAsync(
            new() { RateLimit = new RateLimitOptions { RequestsPerSecond = 40, Burst = 20 } }, new() { MaxWorkers = 10, RateLimit = 0, EnableCheckpointing = false }, 120);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(120, traffic.Succeeded);
        Assert.True(result.Metrics.RateLimited > 0);
        Assert.Equal(traffic.RateLimited, result.Metrics.RateLimited);
        Assert.True(result.Metrics.RateLimited <= 60, $"{result.Metrics.RateLimited} refusals");
    }

    [Fact]
    public async Task ExecuteBatchAsync_ToldLimit_IsNeverRefused()
    {
        var (result, traffic) = await RunAsync(
            new() { RateLimit = new RateLimitOptions { RequestsPerSecond = 50, Burst = 40 } }, new() { MaxWorkers = 20, RateLimit = 50, EnableCheckpointing = false }, 100);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(0, traffic.RateLimited);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ManyRequestsFail_TheAdviceIsNotMoreWorkers()
    {
        var (result, _) = await RunAsync(
            new()
            {
                Latency = LatencyModel.Constant(TimeSpan.FromMilliseconds(20)),
                Faults = new FaultPlan { Probabilities = new Dictionary<FaultKind, double> { [FaultKind.ServerError500] = 0.4 } },
            },
            new() { MaxWorkers = 2, RateLimit = 0, RetryBaseDelay = TimeSpan.FromMilliseconds(1), RetryMaxDelay = TimeSpan.FromMilliseconds(1), EnableCheckpointing = false }, 100);

        Assert.Contains("of the requests failed at the provider", result.Metrics.Bottleneck.Advice, StringComparison.Ordinal);
        Assert.Null(result.Metrics.Bottleneck.Change);
    }

    [Fact]
    public async Task ExecuteBatchAsync_TenPerCentOfFirstAttemptsFail_AllSucceed()
    {
        var (result, traffic) = await RunAsync(new() { Faults = new FaultPlan { FirstAttemptsOnly = 0.1 } }, Fast(), 300);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(traffic.Failed, result.Metrics.Retries);
        Assert.InRange(result.Metrics.Retries, 10, 60);
    }

    [Theory]
    [InlineData(FaultKind.ErrorIn200)]
    [InlineData(FaultKind.ErrorFinish)]
    [InlineData(FaultKind.EmptyCompletion)]
    [InlineData(FaultKind.ConnectionReset)]
    [InlineData(FaultKind.ServerError500)]
    [InlineData(FaultKind.Overloaded529)]
    [InlineData(FaultKind.RequestTimeout408)]
    public async Task ExecuteBatchAsync_PassingFaultOnce_IsRetried(FaultKind kind)
    {
        var (result, traffic) = await RunAsync(new() { Faults = FirstTime(kind) }, Fast(), 6);

        Assert.Equal(100, result.SuccessRate);
        Assert.All(result.TaskResults, r => Assert.Equal(2, r.Attempts));
        Assert.Equal(12, traffic.Requests);
    }

    [Fact]
    public async Task ExecuteBatchAsync_Hang_IsATimeoutAndRetried()
    {
        var (result, _) = await RunAsync(
            new() { Faults = FirstTime(FaultKind.Hang) },
            new() { MaxWorkers = 6, RateLimit = 0, Timeout = TimeSpan.FromMilliseconds(300), MaxRetries = 50, RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false },
            3);

        Assert.Equal(100, result.SuccessRate);
        Assert.All(result.TaskResults, r => Assert.True(r.Attempts >= 2));
    }

    [Theory]
    [InlineData(FaultKind.Truncated, FailureKind.Truncated)]
    [InlineData(FaultKind.Refused, FailureKind.Refused)]
    public async Task ExecuteBatchAsync_AnswerThatAnotherAttemptWouldNotMend_FailsAndKeepsWhatCame(FaultKind fault, FailureKind kind)
    {
        var (result, traffic) = await RunAsync(new() { Faults = FirstTime(fault) }, Fast(), 5);

        Assert.All(result.TaskResults, r => Assert.Equal(kind, r.ErrorKind));
        Assert.Equal(5, traffic.Requests);
        Assert.True(result.Metrics.Cost > 0);
    }

    [Fact]
    public async Task ExecuteBatchAsync_MalformedJson_IsMendedByShowingTheProblem()
    {
        ChatOptions options = new()
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""
                {"type":"object","properties":{"points":{"type":"number"}},"required":["points"],"additionalProperties":false}
                """).RootElement, "grade"),
        };
        var (result, traffic) = await RunAsync(
            new() { Faults = new FaultPlan { Script = request => request.Text.StartsWith('q') ? new Fault(FaultKind.MalformedJson) : null } },
            Fast(),
            tasks: [.. Enumerable.Range(0, 5).Select(i => new ScriptedTask($"q{i}")
            {
                ChatOptions = options,
                Read = text => JsonDocument.Parse(text).RootElement.GetProperty("points").GetRawText(),
                Repair = (answer, problem) => [new(ChatRole.User, $"q{i}"), new(ChatRole.Assistant, answer.Text), new(ChatRole.User, $"again: {problem}")],
            })]);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(10, traffic.Requests);
        Assert.Equal(traffic.Cost, result.TaskResults.Sum(r => r.Cost));
    }

    [Fact]
    public async Task ExecuteBatchAsync_WrongKey_StopsAtOnce()
    {
        var (result, traffic) = await RunAsync(new() { RequiredKey = "another" }, Fast(), 500);

        Assert.Equal(FailureKind.Unauthorized, result.StoppedBy!.Kind);
        Assert.InRange(traffic.Requests, 1, 30);
    }

    private static FaultPlan FirstTime(FaultKind kind) =>
        new() { Script = request => request.Occurrence == 1 ? new Fault(kind) : new Fault(FaultKind.None) };

    private static ParallelExecutionOptions Fast() =>
        new() { MaxWorkers = 10, RateLimit = 0, RetryBaseDelay = TimeSpan.FromMilliseconds(5), EnableCheckpointing = false };

    private static Task<(BatchResult Result, TrafficLog Traffic)> RunAsync(SimulatorOptions simulated, ParallelExecutionOptions options, int count) =>
        RunAsync(simulated, options, ScriptedTask.Many(count));

    private static async Task<(BatchResult Result, TrafficLog Traffic)> RunAsync(
        SimulatorOptions simulated, ParallelExecutionOptions options, LlmTask[] tasks)
    {
        await using var server = await SimulatorServer.StartAsync(simulated);
        using var client = OpenRouterChatClient.Create(
            new OpenRouterOptions { BaseUrl = server.BaseUrl.ToString(), ApiKey = "sk-test", Model = "test/model" }, static _ => null, TimeProvider.System);
        var result = await Executors.Over(client, options).RunAsync(tasks);
        Assert.Equal(tasks.Length, result.TaskResults.Count);
        return (result, server.Traffic);
    }
}
