using System.Text;
using Aita.Execution.Tests.Doubles;

namespace Aita.Execution.Tests.Batches;

/// <summary><see cref="ParallelExecutionOptions.MaxOutputTokens"/>: a limit for requests that set none.</summary>
public sealed class ExecutorOutputLimitTests
{
    [Fact]
    public async Task ExecuteBatchAsync_ALimitForAll_HoldsForTasksThatSetNone()
    {
        var limits = await LimitsSentAsync(new ScriptedTask("none"), new ScriptedTask("own") { ChatOptions = new() { MaxOutputTokens = 7 } }, new ScriptedTask("other") { ChatOptions = new() { Temperature = 0 } });

        Assert.Equal([100, 7, 100], limits);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CombinedTasks_HaveTheLimitOfEach() =>
        Assert.Equal([300], await LimitsSentAsync(new CombinedTask("a"), new CombinedTask("b"), new CombinedTask("c")));

    [Theory]
    [InlineData("""{"messages": [], "n": 1}""", """{"messages": [], "n": 1, "max_tokens": 100}""", 100)]
    [InlineData("""{"messages":[],"n":3}""", """{"messages":[],"n":3,"max_tokens":100}""", 300)]
    [InlineData("""{"max_tokens":null,"messages":[]}""", """{"max_tokens":100,"messages":[]}""", 100)]
    [InlineData("""{"max_tokens":9,"messages":[]}""", """{"max_tokens":9,"messages":[]}""", null)]
    [InlineData("""{"max_tokens":9.0,"messages":[]}""", """{"max_tokens":9.0,"messages":[]}""", null)] // its own, though nothing here can read it
    [InlineData("\uFEFF{\"messages\":[]}", """{"messages":[],"max_tokens":100}""", 100)]
    [InlineData("""{"messages":[],"n":2000000000}""", """{"messages":[],"n":2000000000,"max_tokens":100}""", int.MaxValue)]
    [InlineData("""{"messages":[],"max_completion_tokens":9}""", """{"messages":[],"max_completion_tokens":9}""", null)]
    public async Task ExecuteBatchAsync_RawBody_GetsTheLimitWhereItHasNone(string body, string expected, int? told)
    {
        string? sent = null;
        ScriptedChatClient? client = null;
        client = new ScriptedChatClient(call =>
        {
            sent = Encoding.UTF8.GetString(((RawRequest)call.Options!.RawRepresentationFactory!(client!)!).Body.Span);
            Assert.Equal(told, call.Options.MaxOutputTokens);
            return Answers.Text("x");
        });
        var raw = new RawRequest(Encoding.UTF8.GetBytes(body));

        var result = await Executors.Over(client, Options()).RunAsync([new ScriptedTask("t") { ChatOptions = new() { RawRepresentationFactory = _ => raw } }]);

        Assert.True(result.SuccessRate == 100, result.TaskResults[0].Failure?.Message);
        Assert.Equal(expected, sent);
    }

    [Fact]
    public async Task ExecuteBatchAsync_TheLimitForAllIsRaised_OnlyWhatWasCutOffIsAskedAgain()
    {
        var checkpoint = new MemoryCheckpoint();
        using var client = new ScriptedChatClient(static call => Answers.Text(call.Text, cost: 1, finish: call.Text == "long" && call.Options?.MaxOutputTokens == 100 ? "length" : "stop"));
        LlmTask[] tasks = [new ScriptedTask("short"), new ScriptedTask("long")];
        await Executors.Over(client, Options(), checkpoint: checkpoint).RunAsync(tasks);

        var again = await Executors.Over(client, Options(limit: null), checkpoint: checkpoint).RunAsync(tasks);

        Assert.Equal([true, false], again.TaskResults.Select(static result => result.FromCheckpoint));
        Assert.Equal((100, 3), (again.SuccessRate, client.Calls));
    }

    [Fact]
    public async Task ExecuteBatchAsync_CapBelowTheModelsLongestAnswer_IsEnoughForTheLimit()
    {
        var prices = new PriceBook([new("test/model", new TokenPrice(0, 0.001m) { MaxOutputTokens = 65_536 })]);
        using var client = new ScriptedChatClient(static call => Answers.Text(call.Text, cost: 0.01m));

        var without = await Executors.Over(client, Options(limit: null, cap: 1), prices: prices).RunAsync(ScriptedTask.Many(10));
        var with = await Executors.Over(client, Options(cap: 1), prices: prices).RunAsync(ScriptedTask.Many(10));

        Assert.Equal((FailureKind.OverBudget, 0), (without.StoppedBy?.Kind, without.Metrics.CompletedTasks));
        Assert.Equal((null, 10), (with.StoppedBy?.Kind, with.Metrics.CompletedTasks));
    }

    private static async Task<int?[]> LimitsSentAsync(params LlmTask[] tasks)
    {
        List<int?> limits = [];
        using var client = new ScriptedChatClient(call =>
        {
            limits.Add(call.Options?.MaxOutputTokens);
            return Answers.Text(call.Text);
        });
        var result = await Executors.Over(client, Options(together: 3)).RunAsync(tasks);
        Assert.Equal(100, result.SuccessRate);
        return [.. limits];
    }

    private static ParallelExecutionOptions Options(int? limit = 100, decimal? cap = null, int together = 1) => new()
    {
        MaxWorkers = 1,
        RateLimit = 0,
        EnableCheckpointing = false,
        MaxRetries = 0,
        MaxTasksPerRequest = together,
        MaxOutputTokens = limit,
        MaxCost = cap,
    };
}
