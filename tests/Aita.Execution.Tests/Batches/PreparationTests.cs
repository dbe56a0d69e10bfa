using System.Globalization;
using System.Text;
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
        var client = new ScriptedChatClient(call => Answers.Text("x", input: 1004)); // as counted, so that there is nothing to learn
        var executor = new ParallelLlmExecutor(
            client, new() { EnableCheckpointing = false }, new ExecutionEnvironment { RateGate = gate, Time = new FakeTimeProvider() });

        await executor.RunAsync([
            new ScriptedTask("text", new string('x', 4000)) { ChatOptions = new ChatOptions { MaxOutputTokens = 50 } },
            new ScriptedTask("image") { Build = () => [new(ChatRole.User, [new DataContent(new byte[10], "image/png")])], ChatOptions = new ChatOptions { MaxOutputTokens = 50 } },
        ]);

        Assert.Equal([1054L, 1622L], gate.Tokens); // an image whose size is not known counts as a page
    }

    [Fact]
    public async Task ExecuteBatchAsync_BodyWithAnImage_FitsIntoALimitThatItsDigitsWouldNot()
    {
        var image = new byte[600_000];
        new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 4, 0, 0, 0, 4, 0 }.CopyTo(image, 0);
        var body = Encoding.UTF8.GetBytes($$$"""
            {"model":"openai/gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":"Read it."},
            {"type":"image_url","image_url":{"detail":"high","url":"data:image/png;base64,{{{Convert.ToBase64String(image)}}}"}}]}]}
            """);
        var seen = new SeenTokens();
        var client = new ScriptedChatClient(call => Answers.Text("x"));
        ScriptedTask Line(string id) => new(id) { ChatOptions = new ChatOptions { ModelId = "openai/gpt-4o", MaxOutputTokens = 50, RawRepresentationFactory = _ => new RawRequest(body) } };

        await new ParallelLlmExecutor(client, new() { EnableCheckpointing = false }, new ExecutionEnvironment { RateGate = seen }).RunAsync([Line("seen")]);
        var limited = await Executors.Over(client, new() { RateLimit = 0, TokensPerMinute = 20_000, EnableCheckpointing = false }).RunAsync([Line("limited")]);

        Assert.InRange(Assert.Single(seen.Tokens), 765 + 50, 765 + 50 + 30);
        Assert.Empty(limited.FailedResults);
    }

    [Fact]
    public async Task ExecuteBatchAsync_KindsOfTasks_AreEachEstimatedAsTheirAnswersWere()
    {
        var gate = new SeenTokens();
        var client = new ScriptedChatClient(call => Answers.Text("x", input: 200, output: call.Options!.MaxOutputTokens == 100 ? 20 : 3000));
        var executor = new ParallelLlmExecutor(client, new() { EnableCheckpointing = false, MaxWorkers = 1 }, new ExecutionEnvironment { RateGate = gate });

        await executor.RunAsync([.. Enumerable.Range(0, 100).Select(i => new ScriptedTask($"{i:D3}", new string((char)('a' + (i % 26)), 384) + i.ToString("D3", CultureInfo.InvariantCulture))
        {
            ChatOptions = new ChatOptions { MaxOutputTokens = i % 2 == 0 ? 100 : 4000 },
        })]);

        // 100 input tokens are counted and 200 are used; the last two of the batch are one of each kind.
        Assert.InRange(gate.Tokens[^2..].Min(), 190 + 20, 200 + 60);
        Assert.InRange(gate.Tokens[^2..].Max(), 190 + 2700, 200 + 3000);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,$"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tools":[{"function":{"parameters":{"properties":{"$":{}}}}}]}""")]
    public async Task ExecuteBatchAsync_WhatCannotBeCounted_IsReservedInFullUnderACap(string line)
    {
        var body = Encoding.UTF8.GetBytes(line.Replace("$", new string('A', 240_000), StringComparison.Ordinal));
        var spent = 0m;
        var client = new ScriptedChatClient(call =>
        {
            spent += 0.06m; // 60,000 tokens
            return Answers.Text("x", cost: 0.06m, input: 60_000);
        });
        var executor = Executors.Over(
            client, new() { RateLimit = 0, EnableCheckpointing = false, MaxCost = 0.50m, MaxWorkers = 20, ShareIdenticalRequests = false }, prices: PriceBook.Empty.With("test/model", new TokenPrice(0.000001m, 0)));

        var result = await executor.RunAsync([.. Enumerable.Range(0, 40).Select(i => new ScriptedTask($"{i}")
        {
            ChatOptions = new ChatOptions { MaxOutputTokens = 10, RawRepresentationFactory = _ => new RawRequest(body) },
        })]);

        Assert.Equal(FailureKind.OverBudget, result.StoppedBy!.Kind);
        Assert.InRange(spent, 0.06m, 0.50m);
    }

    [Fact]
    public async Task ExecuteBatchAsync_OneLongAnswer_DoesNotMakeLaterRequestsImpossible()
    {
        var gate = new SeenTokens();
        var client = new ScriptedChatClient(call => Answers.Text("x", input: 30_000, output: 40_000));
        var executor = new ParallelLlmExecutor(
            client, new() { EnableCheckpointing = false, OutputTokensPerMinute = 8000, InputTokensPerMinute = 2000, MaxWorkers = 1 }, new ExecutionEnvironment { RateGate = gate });

        await executor.RunAsync([.. ScriptedTask.Many(25), new ScriptedTask("long", new string('x', 20_000))]);

        Assert.InRange(gate.Tokens[..25].Max(), 9500, 10_000); // it waits for a whole minute's worth, and is not refused
        Assert.InRange(gate.Tokens[25], 5004 + 8000, 5004 + 8000); // this one can never be sent
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
