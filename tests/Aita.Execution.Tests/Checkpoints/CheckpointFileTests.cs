using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Checkpoints;

public sealed class CheckpointFileTests : CheckpointStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.Zero));

    private CheckpointManager Manager => new(_folder.Path, _time);

    public void Dispose() => _folder.Dispose();

    private protected override Task<ICheckpointStore> OpenAsync() => Manager.OpenAsync("exam 1", resume: true, interval: 3);

    [Fact]
    public async Task AppendAsync_Record_IsOneLineOfAJsonDocument()
    {
        var store = await OpenAsync();
        await store.AppendAsync(Records.Succeeded("a"), default);
        await store.AppendAsync(Records.Failed("b"), default);
        await store.DisposeAsync();

        Assert.Equal(
            """
            {"version":1,"name":"exam 1","created_at":"2026-01-31T23:59:59+00:00","results":[
            {"id":"a","key":"key","status":"succeeded","attempts":1,"duration_ms":1234.5678,"usage":{"input_tokens":120,"output_tokens":34,"cached_tokens":5},"cost":0.001,"answer":{"text":"an answer","finish_reason":"stop","model":"some/model","response_id":"gen-1","usage":{"input_tokens":120,"output_tokens":34,"cached_tokens":5},"cost":0.001}},
            {"id":"b","key":"key","status":"failed","attempts":4,"duration_ms":0,"error":{"kind":"InvalidResponse","message":"Not JSON: \"é\" <b>","status_code":200,"raw":"{\"a\":\n\u0001"}}
            ]}

            """,
            await File.ReadAllTextAsync(store.Location));
    }

    [Fact]
    public async Task AppendAsync_WholeBody_StandsInTheRecordAsItIs()
    {
        var body = ResponseBody.TryCreate(System.Text.Encoding.UTF8.GetBytes("{\"deep\":" + new string('[', 250) + new string(']', 250) + "}"))!;
        var store = await OpenAsync();
        await store.AppendAsync(Records.Succeeded("a") with { Answer = new LlmAnswer { Text = "x", Body = body } }, default);
        await store.DisposeAsync();

        Assert.Contains($"\"body\":{body}}}}}", await File.ReadAllTextAsync(store.Location), StringComparison.Ordinal);
        await using var reopened = await OpenAsync();
        Assert.Equal(body, (await reopened.FindAsync("a", default))!.Answer!.Body);
    }

    // What follows the latest record is being written over while it is read. In a new file, and in one with records of an earlier run.
    [Fact]
    public async Task ReadAt_WhileOthersAppend_GivesTheRecordThatWasAppended()
    {
        for (var run = 0; run < 2; run++)
        {
            await using var store = (CheckpointFile)await OpenAsync();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    var record = Records.Succeeded($"{run}-{writer}-{i}") with
                    {
                        Answer = new LlmAnswer { Text = new string('x', i * writer), Body = ResponseBody.TryCreate(System.Text.Encoding.UTF8.GetBytes($"[{i},{writer}]")) },
                    };
                    await store.AppendAsync(record, out var offset);
                    Assert.Equal((record.Id, record.Answer!.Body), (store.ReadAt(offset)?.Id, store.ReadAt(offset)?.Answer?.Body));
                }
            })));
        }
    }

    [Fact]
    public async Task FindAsync_BodyThatAnEarlyVersionWroteAsText_IsRead()
    {
        var store = await OpenAsync();
        await store.AppendAsync(Records.Succeeded("a") with { Answer = new LlmAnswer { Text = "x", Body = ResponseBody.TryCreate("{\"a\":\"\\n\"}"u8.ToArray()) } }, default);
        await store.DisposeAsync();
        var text = await File.ReadAllTextAsync(store.Location);
        await File.WriteAllTextAsync(store.Location, text.Replace("""{"a":"\n"}""", """
            "{\n\"a\":\"\\n\"}"
            """.Trim(), StringComparison.Ordinal));

        await using var reopened = await OpenAsync();

        Assert.Equal("""{ "a":"\n"}""", (await reopened.FindAsync("a", default))!.Answer!.Body!.ToString());
    }

    [Fact]
    public async Task OpenAsync_NameAndTime_NameTheFile()
    {
        await using var store = await Manager.OpenAsync("rubric_generation_exam1", resume: true, 10);

        Assert.Equal("rubric_generation_exam1_20260131_235959.checkpoint.json", Path.GetFileName(store.Location));
    }

    [Fact]
    public async Task OpenAsync_NotResumingInTheSameSecond_NumbersTheFile()
    {
        await using var first = await Manager.OpenAsync("a", resume: false, 10);
        await using var second = await Manager.OpenAsync("a", resume: false, 10);

        Assert.Equal("a_20260131_235959_2.checkpoint.json", Path.GetFileName(second.Location));
        Assert.Equal(second.Location, Manager.FindLatest("a"));
    }

    [Fact]
    public async Task OpenAsync_FileInUse_IsRefusedWithASentence()
    {
        await using var store = await OpenAsync();

        var refusal = await Assert.ThrowsAsync<LlmException>(OpenAsync);

        Assert.Equal(FailureKind.Rejected, refusal.Kind);
        Assert.Equal(
            $"The checkpoint {store.Location} is in use by another run. Wait until that run has ended, or give this batch another name.",
            refusal.Message);
    }

    [Theory]
    [InlineData("a/b", "a_b")]
    [InlineData("a:b", "a_b")]
    [InlineData("a b", "a_b")]
    [InlineData("試験 1", "試験_1")]
    [InlineData("..", "._.")]
    [InlineData("été", "ete")]
    [InlineData("a", "a_20260131_235959")]
    public async Task OpenAsync_NamesThatLookAlike_AreNeverMixed(string one, string other)
    {
        await using (var store = await Manager.OpenAsync(one, resume: true, 10))
        {
            Assert.Equal(_folder.Path, Path.GetDirectoryName(store.Location));
            await store.AppendAsync(Records.Succeeded("task"), default);
        }

        await using var second = await Manager.OpenAsync(other, resume: true, 10);
        Assert.Equal(0, second.EarlierCount);
        await using var first = await Manager.OpenAsync(one, resume: true, 10);
        Assert.Equal(1, first.EarlierCount);
    }

    [Fact]
    public async Task OpenAsync_VeryLongName_Works()
    {
        var name = new string('漢', 5000);
        await using (var store = await Manager.OpenAsync(name, resume: true, 10))
        {
            await store.AppendAsync(Records.Succeeded("task"), default);
        }

        await using var reopened = await Manager.OpenAsync(name, resume: true, 10);
        Assert.Equal(1, reopened.EarlierCount);
    }

    [Theory]
    [InlineData("{\"version\":2,\"name\":\"exam 1\",\"created_at\":\"2026-01-01T00:00:00Z\",\"results\":[\n]}\n", "another version")]
    [InlineData("{\"results\": []}\n", "not a checkpoint")]
    [InlineData("hello", "not a checkpoint")]
    [InlineData("[1]\n", "not a checkpoint")]
    public async Task OpenAsync_FileThatIsNotOurs_IsRefusedAndNotTouched(string content, string reason)
    {
        var store = await OpenAsync();
        await store.DisposeAsync();
        await File.WriteAllTextAsync(store.Location, content);

        var refusal = await Assert.ThrowsAsync<LlmException>(OpenAsync);

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(store.Location));
    }

    [Fact]
    public async Task OpenAsync_FolderThatCannotBeMade_IsRefusedWithASentence()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "");
        var manager = new CheckpointManager(_folder.File("file"));

        var refusal = await Assert.ThrowsAsync<LlmException>(() => manager.OpenAsync("a", resume: true, 10));

        Assert.Contains("Choose another checkpoint folder", refusal.Message, StringComparison.Ordinal);
    }
}
