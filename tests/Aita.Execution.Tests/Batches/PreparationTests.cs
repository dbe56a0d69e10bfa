using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Batches;

public sealed class PreparationTests
{
    [Fact]
    public async Task ExecuteBatchAsync_LongPrompt_AsksTheGateForItsTokens()
    {
        var gate = new SeenTokens();
        var client = new ScriptedChatClient(call => Answers.Text("x"));
        var executor = new ParallelLlmExecutor(
            client, new() { EnableCheckpointing = false }, new ExecutionEnvironment { RateGate = gate, Time = new FakeTimeProvider() });

        await executor.RunAsync([
            new ScriptedTask("text", new string('x', 4000)) { ChatOptions = new ChatOptions { MaxOutputTokens = 50 } },
            new ScriptedTask("image") { Build = () => [new(ChatRole.User, [new DataContent(new byte[10], "image/png")])], ChatOptions = new ChatOptions { MaxOutputTokens = 50 } },
        ]);

        Assert.Equal([1054L, 1554L], gate.Tokens);
    }

    private sealed class SeenTokens : IRateGate
    {
        public List<long> Tokens { get; } = [];

        public ValueTask<RatePermit> WaitAsync(TokenUsage estimated, CancellationToken cancellationToken)
        {
            Tokens.Add(estimated.Total);
            return new(new RatePermit(Tokens.Count, estimated));
        }

        public TimeSpan Settle(RatePermit permit, RateFeedback feedback) => TimeSpan.Zero;
    }
}
