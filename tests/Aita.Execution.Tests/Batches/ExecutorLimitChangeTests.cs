using System.Text;
using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

public sealed class ExecutorLimitChangeTests : IDisposable
{
    private readonly MemoryCheckpoint _checkpoint = new();

    // An answer of a task named "long..." takes 500 tokens, any other one 50.
    private readonly ScriptedChatClient _client = new(static call =>
    {
        var wanted = call.Text.StartsWith("long", StringComparison.Ordinal) ? 500 : 50;
        var cut = call.Options?.MaxOutputTokens < wanted;
        return Answers.Text(call.Text + "!", cost: 1, output: cut ? call.Options!.MaxOutputTokens!.Value : wanted, finish: cut ? "length" : "stop");
    });

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(200, 1000)]
    [InlineData(200, null)]
    public async Task ExecuteBatchAsync_LimitRaised_AsksOnlyWhatWasCutOffOrFailed(int then, int? now)
    {
        await RunAsync(then, "short1", "long1", "short2");

        var again = await RunAsync(now, "short1", "long1", "short2");

        Assert.Equal([true, false, true], again.TaskResults.Select(result => result.FromCheckpoint));
        Assert.Equal(3, again.Metrics.CompletedTasks);
        Assert.Equal(4, _client.Calls);
        Assert.Equal([then, then, then, now], _checkpoint.Records.Select(record => record.MaxOutputTokens));

        var third = await RunAsync(now, "short1", "long1", "short2");
        Assert.Equal((3, 4), (third.Metrics.ReusedTasks, _client.Calls));
    }

    [Theory]
    [InlineData(1000, 60)]
    [InlineData(null, 60)]
    [InlineData(1000, 20)] // less than the answer has: it is paid for
    public async Task ExecuteBatchAsync_LimitLowered_KeepsWhatIsPaidFor(int? then, int now)
    {
        await RunAsync(then, "short", "long");

        var again = await RunAsync(now, "short", "long");

        Assert.Equal((2, 2), (again.Metrics.ReusedTasks, _client.Calls));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(300, true)]
    public async Task ExecuteBatchAsync_CutOffAnswerThatItsTaskTakes_IsAskedAgainOnlyWhereMoreIsAllowed(int now, bool asked)
    {
        static ScriptedTask Task(int limit) => new("long") { ChatOptions = new() { MaxOutputTokens = limit }, Check = static _ => null };
        await RunAsync(Task(200));

        await RunAsync(Task(now));

        Assert.Equal(asked ? 2 : 1, _client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_MoreThanTheLimitChanged_RunsAgain()
    {
        static ScriptedTask Task(string id, string prompt, int? limit, float temperature) =>
            new(id, prompt) { ChatOptions = new() { MaxOutputTokens = limit, Temperature = temperature } };
        await RunAsync(Task("a", "p", 100, 0), Task("b", "p", 100, 0.5f));

        await RunAsync(Task("a", "other", 200, 0), Task("b", "p", 200, 0.6f));

        Assert.Equal(4, _client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_TwoLimitsInOneBatch_AreTwoRequests()
    {
        static ScriptedTask Task(string id, int limit) => new(id, "same") { ChatOptions = new() { MaxOutputTokens = limit } };

        var result = await RunAsync(Task("a", 100), Task("b", 200), Task("c", 100));

        Assert.Equal(2, _client.Calls);
        Assert.Equal([null, null, "a"], result.TaskResults.Select(outcome => outcome.SharedWith));

        await RunAsync(Task("a", 300), Task("b", 300), Task("c", 300));
        Assert.Equal(2, _client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_RecordOfAVersionThatWroteNoLimit_IsKeptUnderTheSameKeyAndRunsAgainUnderAnother()
    {
        await RunAsync(100, "short");
        var old = new MemoryCheckpoint();
        old.Add(_checkpoint.Records.Single() with { MaxOutputTokens = null });

        await RunAsync(old, Task("short", 100));
        Assert.Equal(1, _client.Calls);

        await RunAsync(old, Task("short", 200));
        Assert.Equal(2, _client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_FollowUpsAndRepairedAnswers_AreKept()
    {
        var client = new ScriptedChatClient(static call => Answers.Text(call.Messages.Count == 1 && call.Text == "parent" ? "no number" : "17"));
        static ScriptedTask Parent(int limit) => new("parent")
        {
            ChatOptions = new() { MaxOutputTokens = limit },
            Read = static text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Repair = static (answer, problem) => [new(ChatRole.User, "parent"), new(ChatRole.Assistant, answer.Text), new(ChatRole.User, problem)],
            Follow = _ => [Task("child", limit)],
        };
        await Executors.Over(client, Options(), checkpoint: _checkpoint).RunAsync([Parent(100)]);

        var again = await Executors.Over(client, Options(), checkpoint: _checkpoint).RunAsync([Parent(200)]);

        Assert.Equal((2, 3), (again.Metrics.ReusedTasks, client.Calls));
    }

    [Fact]
    public async Task ExecuteBatchAsync_AnswerOfAFallbackModel_IsKept()
    {
        var client = new ScriptedChatClient(static call => call.Options?.ModelId == "second" ? Answers.Text("ok") : throw Answers.Failure(FailureKind.ModelUnavailable));
        Task<BatchResult> RunAsync(int limit) => Executors.Over(
            client, new() { RateLimit = 0, RetryBaseDelay = TimeSpan.Zero, FallbackModels = ["second"] }, checkpoint: _checkpoint).RunAsync([Task("a", limit)]);
        await RunAsync(100);

        var again = await RunAsync(200);

        Assert.Equal((1, 2), (again.Metrics.ReusedTasks, client.Calls));
    }

    [Fact]
    public async Task ExecuteBatchAsync_CombinedRequests_EachTaskHasItsOwnLimit()
    {
        Task<BatchResult> RunAsync(int limit) => Executors.Over(
            _client, new() { RateLimit = 0, MaxTasksPerRequest = 4 }, checkpoint: _checkpoint)
            .RunAsync(Enumerable.Range(0, 4).Select(i => new CombinedTask($"t{i}") { ChatOptions = new() { MaxOutputTokens = limit } }));
        await RunAsync(100);

        var again = await RunAsync(200);

        Assert.All(_checkpoint.Records, static record => Assert.Equal(100, record.MaxOutputTokens));
        Assert.Equal((4, 1), (again.Metrics.ReusedTasks, _client.Calls));
    }

    [Theory]
    [InlineData("""{"max_tokens":200,"messages":[]}""", """{"max_tokens":1000,"messages":[]}""")]
    [InlineData("""{"messages": [], "max_completion_tokens": 200, "seed": 1}""", """{"messages": [], "max_completion_tokens": 1000, "seed": 1}""")]
    [InlineData("""{"messages":[],"max_tokens":null}""", """{"messages":[],"max_tokens":1000}""")]
    [InlineData("""{"messages":[],"max_tokens":200}""", """{"messages":[],"max_tokens":null}""")]
    [InlineData("""{"messages": []}""", """{"messages": [], "max_tokens": 1000}""")]
    [InlineData("""{"messages": [], "n": 1}""", """{"max_tokens": 1000, "messages": [], "n": 1}""")]
    [InlineData("""{"messages": [], "n": 1}""", """{"messages": [], "max_tokens": 1000, "n": 1}""")]
    [InlineData("""{"messages":[],"max_tokens":200}""", """{"messages":[],"max_tokens":0}""")] // for some servers: none
    [InlineData("""{"messages": [], "n": 1, "max_completion_tokens": 200}""", """{"messages": [], "n": 1}""")]
    [InlineData("""{"max_tokens":200,"messages":[]}""", """{"messages":[]}""")]
    [InlineData("""{"model":"m","max_tokens":200,"messages":[]}""", """{"model":"m","messages":[]}""")]
    public async Task ExecuteBatchAsync_LimitInARawBody_IsThatOfTheRequest(string then, string now)
    {
        foreach (var tells in new[] { false, true })
        {
            var checkpoint = new MemoryCheckpoint();
            var client = new ScriptedChatClient(static _ => Answers.Text("ok"));
            await Executors.Over(client, Options(), checkpoint: checkpoint).RunAsync([Raw(then, tells)]);

            var again = await Executors.Over(client, Options(), checkpoint: checkpoint).RunAsync([Raw(now, tells)]);

            Assert.Equal((1, 1), (again.Metrics.ReusedTasks, client.Calls));
        }
    }

    [Theory]
    [InlineData("""{"max_tokens":200,"messages":[]}""", """{"max_tokens":1000,"messages":[1]}""")]
    [InlineData("""{"max_tokens":200,"messages":[]}""", """{"max_completion_tokens":1000,"messages":[]}""")] // servers may read only one of them
    [InlineData("""{"messages":[{"max_tokens":200}]}""", """{"messages":[{"max_tokens":1000}]}""")]
    [InlineData("""{"max_tokens":200,"max_tokens":200}""", """{"max_tokens":1000,"max_tokens":1000}""")]
    [InlineData("""{"max_tokens":200""", """{"max_tokens":1000""")]
    [InlineData("""[200]""", """[1000]""")]
    public async Task ExecuteBatchAsync_RawBodyThatDiffersElsewhereToo_RunsAgain(string then, string now)
    {
        var client = new ScriptedChatClient(static _ => Answers.Text("ok"));
        await Executors.Over(client, Options(), checkpoint: _checkpoint).RunAsync([Raw(then, tells: false)]);

        await Executors.Over(client, Options(), checkpoint: _checkpoint).RunAsync([Raw(now, tells: false)]);

        Assert.Equal(2, client.Calls);
    }

    private static ScriptedTask Task(string id, int? limit) => new(id) { ChatOptions = limit is null ? null : new() { MaxOutputTokens = limit } };

    private static ScriptedTask Raw(string body, bool tells) => new("raw")
    {
        ChatOptions = new()
        {
            MaxOutputTokens = !tells ? null : body.Contains("1000", StringComparison.Ordinal) ? 1000 : body.Contains("200", StringComparison.Ordinal) ? 200 : null,
            RawRepresentationFactory = _ => new RawRequest(Encoding.UTF8.GetBytes(body)),
        },
    };

    private static ParallelExecutionOptions Options() => new() { MaxWorkers = 4, RateLimit = 0, RetryBaseDelay = TimeSpan.Zero };

    private Task<BatchResult> RunAsync(int? limit, params IEnumerable<string> ids) => RunAsync([.. ids.Select(id => Task(id, limit))]);

    private Task<BatchResult> RunAsync(params ScriptedTask[] tasks) => RunAsync(_checkpoint, tasks);

    private Task<BatchResult> RunAsync(MemoryCheckpoint checkpoint, params ScriptedTask[] tasks) =>
        Executors.Over(_client, Options(), checkpoint: checkpoint).RunAsync(tasks);
}
