using System.Text;
using Aita.Execution.Tests.Doubles;
using Aita.Simulator;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

/// <summary>Other models than a task's own: the stronger one that repairs, and those to fall back on.</summary>
public sealed class ExecutorModelsTests
{
    [Fact]
    public async Task RepairModel_AnswerStillUnusableAfterTheReask_IsAskedOnceAndAccounted()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Options?.ModelId == "big" ? "good" : "bad", cost: call.Options?.ModelId == "big" ? 0.5m : 0.1m));
        var checkpoint = new MemoryCheckpoint();

        var result = await Executors.Over(client, Options(repair: "big"), checkpoint: checkpoint).RunAsync([Picky("a")]);

        var outcome = result.GetResult("a")!;
        Assert.True(outcome.IsSuccess, outcome.Error);
        Assert.Equal(3, outcome.Attempts);
        Assert.Equal(0.7m, outcome.Cost);
        Assert.Equal(new StepFigures(1, 0, 0.1m, new TokenUsage(10, 5)), result.Metrics.Reasks);
        Assert.Equal(new StepFigures(1, 1, 0.5m, new TokenUsage(10, 5)), result.Metrics.RepairModel);
        Assert.Equal(StepFigures.None, result.Metrics.Fallbacks);
        Assert.Equal((RequestStep.RepairModel, false), (outcome.Step, outcome.MendedLocally));

        // The answer stands for the task's own request, so that nothing is bought again.
        var again = await Executors.Over(client, Options(repair: "big"), checkpoint: checkpoint).RunAsync([Picky("a")]);
        Assert.True(again.GetResult("a")!.FromCheckpoint);
        Assert.Equal(3, client.Calls);
    }

    [Fact]
    public async Task FallbackModels_OwnModelIsMissing_OnlyTheFirstTasksFindOut()
    {
        var (missing, fallback) = (0, 0);
        var client = new ScriptedChatClient(call =>
        {
            if (call.Options?.ModelId != "spare")
            {
                missing++;
                throw Answers.Failure(FailureKind.ModelUnavailable);
            }

            fallback++;
            return Answers.Text("good");
        });
        var options = new ParallelExecutionOptions { MaxWorkers = 1, RateLimit = 0, EnableCheckpointing = false, FallbackModels = ["gone", "spare"] };

        var result = await Executors.Over(client, options).RunAsync(ScriptedTask.Many(50));

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(50, fallback);
        Assert.Equal(6, missing); // three for the own model, three for the first fallback
        Assert.All(result.TaskResults, static r => Assert.Equal(RequestStep.Fallback, r.Step));
        Assert.Equal(0, result.Metrics.InFlight);
    }

    [Fact]
    public async Task RepairModel_IsMissing_OnlyTheFirstTasksFindOut()
    {
        var asked = 0;
        var client = new ScriptedChatClient(call => call.Options?.ModelId != "big" ? Answers.Text("bad")
            : ++asked > 0 ? throw Answers.Failure(FailureKind.ModelUnavailable) : Answers.Text("good"));
        var options = new ParallelExecutionOptions { MaxWorkers = 1, RateLimit = 0, EnableCheckpointing = false, RepairModel = "big" };

        await Executors.Over(client, options).RunAsync([.. Enumerable.Range(0, 20).Select(i => Picky($"t{i}"))]);

        Assert.InRange(asked, 3, 5); // three, and what was ready meanwhile
    }

    [Fact]
    public async Task RepairModel_IsShownTheQuestionTheLastAnswerAndTheProblem()
    {
        List<ScriptedCall> calls = [];
        var client = new ScriptedChatClient(call =>
        {
            calls.Add(call);
            return Answers.Text($"bad {call.Number}");
        });

        var result = await Executors.Over(client, Options(repair: "big")).RunAsync([Picky("a")]);

        Assert.Equal(FailureKind.InvalidResponse, result.GetResult("a")!.ErrorKind);
        Assert.Equal([null, null, "big"], calls.Select(static call => call.Options?.ModelId));
        Assert.Equal(["a", "bad 2", "no: bad 2"], calls[2].Messages.Select(static message => message.Text));
    }

    [Fact]
    public async Task RepairModel_TaskWithoutAReask_IsAskedTheSameQuestion()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Options?.ModelId == "big" ? "good" : "bad"));

        var result = await Executors.Over(client, Options(repair: "big")).RunAsync([new ScriptedTask("a") { Read = Read }]);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(2, client.TimesAsked("a"));
    }

    [Fact]
    public async Task RepairModel_IsMissing_DoesNotStopTheRun()
    {
        var client = new ScriptedChatClient(call => call.Options?.ModelId == "big" ? throw Answers.Failure(FailureKind.ModelUnavailable) : Answers.Text("bad"));

        var result = await Executors.Over(client, Options(repair: "big")).RunAsync([.. Enumerable.Range(0, 10).Select(i => Picky($"t{i}"))]);

        Assert.Null(result.StoppedBy);
        Assert.All(result.TaskResults, static r => Assert.Equal("bad", r.RawResponse));
    }

    [Theory]
    [InlineData(FailureKind.ModelUnavailable, 1)]
    [InlineData(FailureKind.Refused, 1)]
    [InlineData(FailureKind.Server, 4)]
    public async Task FallbackModels_OwnModelFails_TheNextOnesAreAskedInOrder(FailureKind kind, int attemptsEach)
    {
        var client = new ScriptedChatClient(call => call.Options?.ModelId == "third" ? Answers.Text("ok", cost: 0.2m) : throw Answers.Failure(kind));

        var result = await Executors.Over(client, Options(fallbacks: ["test/model", "second", "third", "fourth"])).RunAsync(ScriptedTask.Many(20));

        Assert.Null(result.StoppedBy);
        Assert.Equal(100, result.SuccessRate);
        Assert.Equal((20, 4m, new TokenUsage(200, 100)), (result.Metrics.Fallbacks.Succeeded, result.Metrics.Fallbacks.Cost, result.Metrics.Fallbacks.Usage));
        if (kind != FailureKind.ModelUnavailable)
        {
            // A missing model is remembered: not every task asks it.
            Assert.All(result.TaskResults, r => Assert.Equal((2 * attemptsEach) + 1, r.Attempts));
            Assert.Equal(20 * (attemptsEach + 1), result.Metrics.Fallbacks.Requests);
        }

        Assert.All(result.TaskResults, static r => Assert.Equal("test/model", r.Model)); // what the provider says
    }

    [Fact]
    public async Task FallbackModels_AllAreMissing_StopsTheRun()
    {
        var client = new ScriptedChatClient(_ => throw Answers.Failure(FailureKind.ModelUnavailable));

        var result = await Executors.Over(client, Options(fallbacks: ["second"])).RunAsync(ScriptedTask.Many(200));

        Assert.Equal(FailureKind.ModelUnavailable, result.StoppedBy?.Kind);
        Assert.InRange(client.Calls, 6, (2 * 200) - 1); // what is in flight when the third task has tried both still comes back
    }

    [Fact]
    public async Task FallbackModels_RawBody_HasItsModelReplaced()
    {
        await using var server = await SimulatorServer.StartAsync(new() { Models = [new SimulatedModel { Id = "other" }], RestrictModels = true });
        using var client = OpenRouterChatClient.Create(
            new OpenRouterOptions { BaseUrl = server.BaseUrl.ToString(), ApiKey = "sk-test", Model = "own" }, static _ => null, TimeProvider.System);
        var task = new ScriptedTask("a")
        {
            Build = static () => [],
            ChatOptions = new() { ModelId = "own", RawRepresentationFactory = static _ => new RawRequest(Encoding.UTF8.GetBytes("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"model\" : \"own\",\"seed\":1}")) },
        };

        var result = await Executors.Over(client, Options(fallbacks: ["other"])).RunAsync([task]);

        Assert.True(result.GetResult("a")!.IsSuccess, result.GetResult("a")!.Error);
        Assert.Equal("other", result.GetResult("a")!.Model);
        Assert.Equal(2, result.GetResult("a")!.Attempts);
        Assert.Equal(1, server.Traffic.Succeeded);
    }

    [Fact]
    public void Validate_BlankModels_AreNamed()
    {
        var errors = new ParallelExecutionOptions { RepairModel = " ", FallbackModels = ["a", ""] }.Validate();

        Assert.Equal(["RepairModel is ' ': name a model, or leave it out.", "FallbackModels is 'a,': name a model in every place, or leave it empty."], errors);
    }

    private static ParallelExecutionOptions Options(string? repair = null, IReadOnlyList<string>? fallbacks = null) => new()
    {
        RateLimit = 0,
        EnableCheckpointing = false,
        RetryBaseDelay = TimeSpan.Zero,
        RepairModel = repair,
        FallbackModels = fallbacks ?? [],
    };

    private static ScriptedTask Picky(string id) => new(id)
    {
        Read = Read,
        Repair = (answer, problem) => [new(ChatRole.User, id), new(ChatRole.Assistant, answer.Text), new(ChatRole.User, problem)],
    };

    private static string Read(string text) => text == "good" ? text : throw new FormatException($"no: {text}");
}
