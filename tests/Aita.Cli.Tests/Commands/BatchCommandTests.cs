using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Aita.Execution;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands;

public sealed class BatchCommandTests
{
    [Fact]
    public async Task Run_BothFormsMixed_WritesResponsesInInputOrder()
    {
        await using var world = await CliWorld.StartAsync(new() { Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(20), 1) });
        world.Write("in.jsonl", Enumerable.Range(0, 120).Select(i => i % 2 == 0 ? Short(i) : OpenAi(i)));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--workers", "16");

        Assert.Equal(0, result.Code);
        Assert.Empty(result.Out);
        var lines = world.Read("out.jsonl").Select(Parse).ToList();
        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"q{i}"), lines.Select(l => l.GetProperty("custom_id").GetString()));
        Assert.All(lines, line =>
        {
            Assert.Equal(["id", "custom_id", "response", "error"], line.EnumerateObject().Select(p => p.Name));
            Assert.Equal(JsonValueKind.Null, line.GetProperty("error").ValueKind);
            Assert.Equal(200, line.GetProperty("response").GetProperty("status_code").GetInt32());
            var body = line.GetProperty("response").GetProperty("body");
            Assert.Equal(body.GetProperty("id").GetString(), line.GetProperty("response").GetProperty("request_id").GetString());
            Assert.NotEmpty(body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        });
        Assert.Equal(120, world.Server.Traffic.Requests);
        Assert.Contains("120 of 120 succeeded", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.Equal(["in.jsonl", "out.jsonl"], Directory.GetFiles(world.Directory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Run_BodyWithUnknownFields_ReachesTheProviderByteForByte()
    {
        const string Body = """{"model":"a/b", "messages":[{"role":"user","content":"\u00e9 é"}],"provider":{"order":["x"]},"seed" : 7}""";
        var received = new ConcurrentBag<string>();
        await using var world = await CliWorld.StartAsync(Listening(received));
        world.Write(
            "in.jsonl",
            $$"""{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{{Body}}}""",
            """{"custom_id":"b","body":{"messages":[{"role":"user","content":"no model"}],"x":[1]}}""",
            """{"id":"c","prompt":"hi","system":"s","temperature":0.5,"max_tokens":9}""");

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--model", "m/n");

        Assert.Equal(0, result.Code);
        Assert.Contains(Body, received);
        var filled = Parse(received.Single(b => b.Contains("no model", StringComparison.Ordinal)));
        Assert.Equal("m/n", filled.GetProperty("model").GetString());
        Assert.Equal(1, filled.GetProperty("x")[0].GetInt32());
        var built = Parse(received.Single(b => b.Contains("\"hi\"", StringComparison.Ordinal)));
        Assert.Equal(0.5, built.GetProperty("temperature").GetDouble());
        Assert.Equal(9, built.GetProperty("max_tokens").GetInt32());
        Assert.Equal("s", built.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Run_SamplesAndSizes_IdenticalLinesAreBoughtApartAndTheLongestAreSentFirst()
    {
        var received = new ConcurrentQueue<string>();
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new()
            {
                Script = request =>
                {
                    received.Enqueue(Parse(Encoding.UTF8.GetString(request.Body.Span)).GetProperty("messages")[0].GetProperty("content").GetString()!);
                    return null;
                },
            },
        });
        world.Write("in.jsonl", [
            """{"custom_id":"a0","body":{"messages":[{"role":"user","content":"same"}]},"sample_index":0}""",
            """{"custom_id":"a1","body":{"messages":[{"role":"user","content":"same"}]},"sample_index":1,"size_hint":5}""",
            """{"custom_id":"a1 again","body":{"messages":[{"role":"user","content":"same"}]},"sample_index":1}""",
            """{"id":"short","prompt":"short","size_hint":1}""",
            """{"id":"long","prompt":"long","size_hint":9.5}""",
            """{"id":"wrong","prompt":"wrong","size_hint":"long"}"""]);

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--workers", "1", "--no-cache-aware");

        Assert.Equal(2, result.Code);
        Assert.Equal(["long", "same", "same", "short"], received);
        var lines = world.Read("out.jsonl").Select(Parse).ToList();
        Assert.Equal(["a0", "a1", "a1 again", "short", "long", "wrong"], lines.Select(l => l.GetProperty("custom_id").GetString()));
        Assert.Equal([null, null, null, null, null, "invalid_line"], lines.Select(ErrorCode));
        Assert.Equal("Line 6 has a \"size_hint\" that is not a number above 0.", lines[5].GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Run_WrongAndRepeatedLines_BecomeErrorLinesAndTheRestRuns()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Short(0), "nonsense", "", Short(0), """{"prompt":"no id"}""", Short(1));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");

        Assert.Equal(2, result.Code);
        var lines = world.Read("out.jsonl").Select(Parse).ToList();
        Assert.Equal(["q0", null, "q0", null, "q1"], lines.Select(l => l.GetProperty("custom_id").GetString()));
        Assert.Equal([null, "invalid_line", "duplicate_id", "invalid_line", null], lines.Select(ErrorCode));
        Assert.Equal("Line 2 is not valid JSON (at byte 2).", lines[1].GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("Line 4 has the id 'q0' of an earlier line: every id must be unique.", lines[2].GetProperty("error").GetProperty("message").GetString());
        Assert.Contains("2 of 5 succeeded, 3 failed", result.Error, StringComparison.Ordinal);
        Assert.Contains("Correct those lines", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LinesWithHalfACharacter_NeverEndTheBatch()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write(
            "in.jsonl", Short(0), """{"custom_id":"x\ud83d","body":{}}""", """{"id":"n","prompt":null}""", """{"id":"p","prompt":"half \ud83d"}""",
            """{"custom_id":"b","body":{"messages":[{"role":"user","content":"half \ud83d"}]}}""", Short(1));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--max-retries", "0");

        Assert.Equal(2, result.Code);
        var lines = world.Read("out.jsonl").Select(Parse).ToList();
        Assert.Equal(["q0", null, "n", "p", "b", "q1"], lines.Select(l => l.GetProperty("custom_id").GetString()));
        Assert.Equal(["invalid_line", "invalid_line"], lines.Skip(1).Take(2).Select(ErrorCode));
        Assert.Null(ErrorCode(lines[5]));
    }

    [Fact]
    public async Task Run_SomeRequestsAreRejected_WritesTheirErrorsAndRepeatsOnlyThem()
    {
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new() { Script = static r => r.Text.EndsWith("bad", StringComparison.Ordinal) ? Fault.Answer(400) : null },
        });
        world.Write("in.jsonl", Short(0), """{"id":"b","prompt":"bad"}""", Short(1));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");

        Assert.Equal(2, result.Code);
        var line = Parse(world.Read("out.jsonl")[1]);
        Assert.Equal("rejected", ErrorCode(line));
        Assert.Equal(400, line.GetProperty("response").GetProperty("status_code").GetInt32());
        Assert.True(line.GetProperty("response").GetProperty("body").TryGetProperty("error", out _));
        Assert.Contains("Failed tasks run again when the command is repeated: aita batch in.jsonl -o out.jsonl\n", result.Error, StringComparison.Ordinal);

        await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");
        Assert.Equal(4, world.Server.Traffic.Requests);
        Assert.Equal(0, world.Server.Traffic.RepeatedRequests);
    }

    [Fact]
    public async Task Run_AgainAfterSuccess_SendsNothingAndGivesTheSameOutput()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Enumerable.Range(0, 30).Select(Short));
        await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");
        var first = world.Read("out.jsonl");

        var again = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");

        Assert.Equal(0, again.Code);
        Assert.Equal(first, world.Read("out.jsonl"));
        Assert.Equal(30, world.Server.Traffic.Requests);
        Assert.Contains("30 taken from the checkpoint", again.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(world.PathTo("data/cost_tracking")));

        await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--no-resume");
        Assert.Equal(60, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Run_AgainWhenTheNameIsCutInsideACharacter_SendsNothing()
    {
        await using var world = await CliWorld.StartAsync();
        var name = new string('a', 39) + "\U0001f600.jsonl";
        world.Write(name, Short(0));
        await world.RunAsync("batch", name, "-o", "out.jsonl");

        var again = await world.RunAsync("batch", name, "-o", "out.jsonl");

        Assert.Equal(0, again.Code);
        Assert.Equal(1, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Run_OneLineChanged_SendsOnlyThatLine()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Short(0), Short(1));
        await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");
        world.Write("in.jsonl", Short(0), """{"id":"q1","prompt":"changed"}""");

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");

        Assert.Equal(0, result.Code);
        Assert.Equal(3, world.Server.Traffic.Requests);
        Assert.Contains("changed", world.Read("out.jsonl")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StandardInputAndOutput_IsAPipe()
    {
        await using var world = await CliWorld.StartAsync();
        world.Input = Short(0) + "\n" + Short(1);

        var result = await world.RunAsync("batch", "-", "-o", "-", "--no-checkpoint");

        Assert.Equal(0, result.Code);
        Assert.Equal(["q0", "q1"], result.Bytes.TrimEnd('\n').Split('\n').Select(l => Parse(l).GetProperty("custom_id").GetString()));
        Assert.False(Directory.Exists(world.PathTo("checkpoints")));
    }

    [Fact]
    public async Task Run_Summary_IsWrittenAsJson()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Short(0), "wrong");

        await world.RunAsync("batch", "in.jsonl", "-o", "sub/out.jsonl", "--summary", "sub/s.json", "--name", "nightly");

        var summary = Parse(string.Concat(world.Read("sub/s.json")));
        Assert.Equal(2, summary.GetProperty("exit_code").GetInt32());
        Assert.True(summary.GetProperty("finished").GetBoolean());
        Assert.Equal("nightly", summary.GetProperty("name").GetString());
        Assert.Equal(1, summary.GetProperty("succeeded").GetInt32());
        Assert.Equal(1, summary.GetProperty("unusable").GetInt32());
        Assert.StartsWith(world.PathTo("checkpoints/nightly_"), summary.GetProperty("checkpoint").GetString(), StringComparison.Ordinal);
        Assert.True(summary.GetProperty("cost_usd").GetDecimal() > 0);
    }

    [Fact]
    public async Task Run_TruncatedAndFilteredAnswers_ArePassedOnAsTheyAre()
    {
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new() { Script = static r => new Fault(r.Text.EndsWith('0') ? FaultKind.Truncated : FaultKind.Refused) },
        });
        world.Write("in.jsonl", Short(0), Short(1));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");

        Assert.Equal(0, result.Code);
        Assert.Equal(["length", "content_filter"], world.Read("out.jsonl").Select(l =>
            Parse(l).GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("finish_reason").GetString()));
        Assert.Contains("1 answer ends at the token limit: raise max_tokens and run again, which keeps the others", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.jsonl", "out.jsonl", "The input missing.jsonl does not exist: check the path, or use - for standard input.")]
    [InlineData(".", "out.jsonl", "The input . is a folder")]
    [InlineData("in.jsonl", "in.jsonl", "The output in.jsonl is the input: choose another file.")]
    [InlineData("in.jsonl", ".", "The output . is a folder")]
    [InlineData("in.jsonl", "notes.txt", "The output notes.txt exists and is not the output of a batch")]
    public async Task Run_FilesThatCannotBeUsed_AreRefusedBeforeAnythingIsSent(string input, string output, string message)
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Short(0));
        world.Write("notes.txt", "precious");

        var result = await world.RunAsync("batch", input, "-o", output);

        Assert.Equal(1, result.Code);
        Assert.StartsWith($"error: {message}", result.Error, StringComparison.Ordinal);
        Assert.Equal(["precious"], world.Read("notes.txt"));
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Theory]
    [InlineData("in.jsonl", "The summary in.jsonl is the input: choose another file.")]
    [InlineData("./sub/../out.jsonl", "The summary ./sub/../out.jsonl is the output: choose another file.")]
    public async Task Run_SummaryThatIsTheInputOrTheOutput_IsRefusedBeforeAnythingIsSent(string summary, string message)
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Short(0));

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--summary", summary);

        Assert.Equal(1, result.Code);
        Assert.StartsWith($"error: {message}", result.Error, StringComparison.Ordinal);
        Assert.Equal([Short(0)], world.Read("in.jsonl"));
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Run_CheckpointIsInUse_IsRefusedInOneSentence()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Short(0));
        var checkpoints = new CheckpointManager(world.PathTo("checkpoints"));
        await using var other = await checkpoints.OpenAsync("nightly", resume: true, interval: 10, TestContext.Current.CancellationToken);

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--name", "nightly");

        Assert.Equal(1, result.Code);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("in use", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(world.PathTo("out.jsonl")));
    }

    [Fact]
    public async Task Run_EmptyInput_WritesAnEmptyOutput()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl");

        Assert.Equal(0, (await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl")).Code);
        Assert.Empty(world.Read("out.jsonl"));
    }

    internal static string Short(int i) => $$"""{"id":"q{{i}}","prompt":"Question {{i}}"}""";

    internal static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static string OpenAi(int i) =>
        $$$"""{"custom_id":"q{{{i}}}","method":"POST","url":"/v1/chat/completions","body":{"messages":[{"role":"user","content":"Question {{{i}}}"}]}}""";

    private static string? ErrorCode(JsonElement line) =>
        line.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("code").GetString() : null;

    private static SimulatorOptions Listening(ConcurrentBag<string> received) => new()
    {
        Faults = new()
        {
            Script = request =>
            {
                received.Add(Encoding.UTF8.GetString(request.Body.Span));
                return null;
            },
        },
    };
}
