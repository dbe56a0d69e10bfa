using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Batches;

/// <summary>The number of workers that a batch finds itself, in virtual time.</summary>
[Collection(VirtualTime.Name)]
public sealed class ExecutorWorkersTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task ExecuteBatchAsync_ProviderWithoutLimit_AllAreAskedBeforeTheFirstAnswer()
    {
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            await Task.Delay(Answer, _time, ct);
            return Answers.Text(call.Text);
        });

        var result = await RunAsync(client, tasks: 300);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(300, client.Peak);

        // Twice ten round trips of a provider whose distance nobody knows.
        Assert.True(result.Metrics.Elapsed <= Answer + TimeSpan.FromSeconds(2.3), $"{result.Metrics.Elapsed}");
    }

    [Theory]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.Overloaded)]
    [InlineData(FailureKind.Server)]
    public async Task ExecuteBatchAsync_FirstRequestIsRefusedSoon_NoMoreAreSentForThat(FailureKind kind)
    {
        var atFirstAnswer = 0;
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            if (call.Number == 1)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(700), _time, ct); // as long as a refusal takes from afar
                throw Answers.Failure(kind);
            }

            await Task.Delay(Answer, _time, ct);
            return Answers.Text(call.Text);
        });
        var result = await RunAsync(client, tasks: 100, new()
        {
            OnEvent = happened =>
            {
                if (happened is ExecutionEvent.TaskCompleted)
                {
                    Interlocked.CompareExchange(ref atFirstAnswer, client.Peak, 0);
                }
            },
        });

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(AdaptiveConcurrency.Initial, atFirstAnswer);
    }

    [Fact]
    public async Task ExecuteBatchAsync_MaximumIsSmall_IsKept()
    {
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            await Task.Delay(Answer, _time, ct);
            return Answers.Text(call.Text);
        });

        var result = await RunAsync(client, tasks: 100, maximum: 40);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(40, client.Peak);
    }

    private Task<BatchResult> RunAsync(ScriptedChatClient client, int tasks, BatchOptions? batch = null, int maximum = 1000) =>
        Executors.Over(client, new() { MaxWorkers = maximum, AdaptWorkers = true, RateLimit = 0, EnableCheckpointing = false }, _time)
            .RunAsync(ScriptedTask.Many(tasks), batch).WhileTimePasses(_time, Step);
}
