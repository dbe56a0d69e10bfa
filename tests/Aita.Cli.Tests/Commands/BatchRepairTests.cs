using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands;

public sealed class BatchRepairTests
{
    [Fact]
    public async Task Run_AnswerThatShouldBeJson_IsShownWhatWasWrongThenTheStrongerModelIsAsked()
    {
        var received = new ConcurrentQueue<string>();
        await using var world = await CliWorld.StartAsync(Malformed(received, until: 2));
        world.Write("in.jsonl", Line("a", """,  "response_format":{"type":"json_object"},"seed":7"""));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--repair-model", "strong/one");

        Assert.Equal(0, result.Code);
        var bodies = received.Select(BatchCommandTests.Parse).ToList();
        Assert.Equal(["m/n", "m/n", "strong/one"], bodies.Select(body => body.GetProperty("model").GetString()));
        Assert.All(bodies, body => Assert.Equal(7, body.GetProperty("seed").GetInt32()));
        Assert.Single(bodies[0].GetProperty("messages").EnumerateArray());
        foreach (var repairing in bodies.Skip(1))
        {
            Assert.Equal(["user", "assistant", "user"], repairing.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
            Assert.Contains("not valid JSON", repairing.GetProperty("messages")[2].GetProperty("content").GetString(), StringComparison.Ordinal);
        }

        var answer = BatchCommandTests.Parse(world.Read("out.jsonl").Single()).GetProperty("response").GetProperty("body");
        using var json = JsonDocument.Parse(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    [Fact]
    public async Task Run_AnswerThatStaysMalformed_FailsWithItsText()
    {
        await using var world = await CliWorld.StartAsync(Malformed(new(), until: int.MaxValue));
        world.Write("in.jsonl", Line("a", """, "response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}"""));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--repair-model", "strong/one");

        Assert.Equal(2, result.Code);
        var line = BatchCommandTests.Parse(world.Read("out.jsonl").Single());
        Assert.Equal("invalid_response", line.GetProperty("error").GetProperty("code").GetString());
        var response = line.GetProperty("response");
        Assert.Equal(200, response.GetProperty("status_code").GetInt32());
        Assert.NotEmpty(response.GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        Assert.Equal(3, world.Server.Traffic.Requests);
    }

    [Theory]
    [InlineData("", "--repair-model", "strong/one")] // no form was asked for
    [InlineData(""","response_format":{"type":"text"}""", "--repair-model", "strong/one")]
    [InlineData(""","response_format":{"type":"json_object"}""")] // nobody wants it repaired
    public async Task Run_AnswerThatNobodyWantsRepaired_IsTakenAsItIs(string form, params string[] options)
    {
        await using var world = await CliWorld.StartAsync(Malformed(new(), until: int.MaxValue));
        world.Write("in.jsonl", Line("a", form));

        var result = await world.RunAsync(["batch", "in.jsonl", "-o", "out.jsonl", .. options]);

        Assert.Equal((0, 1), (result.Code, world.Server.Traffic.Requests));
    }

    [Fact]
    public async Task Run_AgainWithARepairModel_BuysOnlyWhatWasMalformed()
    {
        await using var world = await CliWorld.StartAsync(Malformed(new(), until: 1));
        world.Write("in.jsonl", Enumerable.Range(0, 5).Select(i => Line($"q{i}", ""","response_format":{"type":"json_object"}""")));
        Assert.Equal(0, (await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--workers", "1")).Code);

        Assert.Equal(0, (await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--workers", "1", "--repair-model", "strong/one")).Code);

        Assert.Equal(6, world.Server.Traffic.Requests);
    }

    [Theory]
    [InlineData("tool_calls", "null", "")]
    [InlineData("stop", "null", ""","tools":[{"type":"function"}]""")] // some servers say stop for a call of a tool
    [InlineData("length", "\"{\"", "")]
    [InlineData("max_tokens", "\"{\"", "")]
    public async Task Run_AnswerThatIsNoJsonForAReason_IsTakenAsItIs(string finishReason, string content, string fields)
    {
        var body = $$$"""{"id":"gen-1","model":"m/n","choices":[{"index":0,"finish_reason":"{{{finishReason}}}","message":{"role":"assistant","content":{{{content}}},"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"cost":0.1}}""";
        await using var world = await CliWorld.StartAsync(new() { Faults = new() { Script = _ => Fault.Answer(200, body) } });
        world.Write("in.jsonl", Line("a", ""","response_format":{"type":"json_object"}""" + fields));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--repair-model", "strong/one");

        Assert.Equal((0, 1), (result.Code, world.Server.Traffic.Requests));
    }

    private static string Line(string id, string fields) =>
        $$$"""{"custom_id":"{{{id}}}","body":{"model":"m/n","messages":[{"role":"user","content":"Question {{{id}}}"}]{{{fields}}}}}""";

    private static SimulatorOptions Malformed(ConcurrentQueue<string> received, int until) => new()
    {
        Faults = new()
        {
            Script = request =>
            {
                received.Enqueue(Encoding.UTF8.GetString(request.Body.Span));
                return request.Sequence < until ? new Fault(FaultKind.MalformedJson) : null;
            },
        },
    };
}
