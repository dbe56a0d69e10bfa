using System.Text;
using CsCheck;

namespace Aita.Execution.Tests.Checkpoints;

/// <summary>A checkpoint is scanned in pieces and read in blocks, some of them on other threads: what is found must not depend on where they end.</summary>
public sealed class CheckpointReadingTests : IDisposable
{
    private const int Many = 3000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task OpenAsync_RecordsOfAnyLength_AreAllFound() =>
        Gen.Select(
                Gen.OneOf(Gen.Const(10), Gen.Const(200), Gen.Const(5_000), Gen.Const(70_000), Gen.Const(262_144), Gen.Const(600_000)),
                Gen.Int[0, 400], Gen.Int[0, 30], static (length, more, id) => (Length: length + more, Id: $"t{id}"))
            .Array[1, 60].SampleAsync(async sizes =>
            {
                var name = Guid.NewGuid().ToString();
                CheckpointRecord[] records = [.. sizes.Select((size, i) => WithBody(size.Id, size.Length, i))];
                await WriteAsync(name, records);

                await using var store = await OpenAsync(name);
                var last = records.GroupBy(static record => record.Id).Select(static same => same.Last()).ToList();
                Assert.Equal(last.Count, store.EarlierCount);
                Assert.Equal(records.Sum(static record => record.Cost), store.EarlierCost);
                foreach (var record in last)
                {
                    Assert.Equal(record, await store.FindAsync(record.Id, default));
                }
            }, iter: 40, threads: 1);

    [Fact]
    public async Task OpenAsync_FileOfAnEarlyVersion_CountsWhatItsRecordsTell()
    {
        await WriteAsync("early", [
            Records.Failed("a"), Records.Succeeded("b"), Records.Failed("b") with { Attempts = 1 }, Records.Succeeded("a"),
            Records.Failed("c"), Records.Failed("c") with { Status = TaskOutcome.NotRun }]);

        await using var store = await OpenAsync("early");

        Assert.Equal(new RequestTally(10, 6) { Failures = FailureCounts.Of(FailureKind.InvalidResponse, 3) }, store.EarlierRequests);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task OpenAsync_RecordBeginsWhereAPieceDoes_IsFoundOnce(int away)
    {
        const int Piece = 256 * 1024;
        var probe = await File.ReadAllLinesAsync(await WriteAsync("probe", [WithBody("a", 200_000, 1), Records.Succeeded("b")]));
        var length = 200_000 + Piece - (probe[1].Length + 1) + away;

        var path = await WriteAsync("exact", [WithBody("a", length, 1), Records.Succeeded("b"), Records.Succeeded("c")]);

        var lines = await File.ReadAllLinesAsync(path);
        Assert.Equal(Piece + away, lines[1].Length + 1);
        var summary = await new CheckpointManager(_folder.Path).ReadAsync(path);
        Assert.Equal((3, 3, false), (summary.Records, summary.Succeeded, summary.IsTorn));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task OpenAsync_LongFileWithHolesAndACut_KeepsEveryRecordThatIsWhole(int seed)
    {
        var random = new Random(seed);
        CheckpointRecord[] records = [.. Enumerable.Range(0, 1200).Select(i => WithBody($"t{i}", random.Next(300, 3000), i))];
        var path = await WriteAsync("damaged", records);
        var bytes = await File.ReadAllBytesAsync(path);
        var starts = Starts(bytes).Skip(1).Take(records.Length).ToList();
        var cut = starts[1100 + seed] + random.Next(1, 200);
        List<int> holes = [.. Enumerable.Range(0, seed - 1).Select(_ => random.Next(1000)).Distinct()];
        foreach (var hole in holes)
        {
            bytes.AsSpan(starts[hole] + 5, random.Next(1, 250)).Clear();
        }

        await File.WriteAllBytesAsync(path, bytes[..cut]);

        await using var store = await OpenAsync("damaged");
        Assert.Equal(1100 + seed - holes.Count, store.EarlierCount);
        for (var i = 0; i < records.Length; i++)
        {
            Assert.Equal(i < 1100 + seed && !holes.Contains(i) ? records[i] : null, await store.FindAsync($"t{i}", default));
        }
    }

    [Fact]
    public async Task Read_Block_HasEveryRecordThatBeginsInIt()
    {
        var random = new Random(3);
        CheckpointRecord[] records = [.. Enumerable.Range(0, 400).Select(i => WithBody($"t{i}", random.Next(100, 4000), i))];
        var path = await WriteAsync("blocks", records);
        var starts = Starts(await File.ReadAllBytesAsync(path)).Skip(1).ToList();
        using var handle = File.OpenHandle(path);
        for (var i = 0; i < records.Length; i++)
        {
            var block = RecordBlock.Read(handle, starts[i] / RecordBlock.Bytes);

            Assert.True(block.TryGet(starts[i] % RecordBlock.Bytes, out var record, out _));
            Assert.Equal(records[i], record);
            Assert.False(block.TryGet((starts[i] % RecordBlock.Bytes) + 1, out _, out _));
        }
    }

    [Theory]
    [InlineData("as written")]
    [InlineData("backwards")]
    [InlineData("nearly as written")]
    [InlineData("every tenth")]
    [InlineData("at random")]
    [InlineData("some and then others")]
    public async Task FindAsync_AnyOrder_FindsEachRecord(string order)
    {
        await WriteAsync("many", [.. Enumerable.Range(0, Many).Select(static i => WithBody($"t{i}", 900, i))]);
        var random = new Random(7);
        IEnumerable<int> asked = order switch
        {
            "as written" => Enumerable.Range(0, Many),
            "backwards" => Enumerable.Range(0, Many).Reverse(),
            "nearly as written" => Enumerable.Range(0, Many).OrderBy(i => i + random.Next(64)),
            "every tenth" => Enumerable.Range(0, Many / 10).Select(static i => i * 10),
            "at random" => Enumerable.Range(0, Many).OrderBy(_ => random.Next()),
            _ => [.. Enumerable.Range(1000, 500), .. Enumerable.Range(0, 300), .. Enumerable.Range(2900, 100), .. Enumerable.Range(1500, 200)],
        };

        await using var store = await OpenAsync("many");
        foreach (var i in asked)
        {
            Assert.Equal(WithBody($"t{i}", 900, i), await store.FindAsync($"t{i}", default));
        }

        Assert.Null(await store.FindAsync("another", default));
    }

    [Fact]
    public async Task FindAsync_ManyAtTheSameTime_FindEachTheirOwn()
    {
        await WriteAsync("many", [.. Enumerable.Range(0, Many).Select(static i => WithBody($"t{i}", 900, i))]);

        await using var store = await OpenAsync("many");
        await Parallel.ForEachAsync(Enumerable.Range(0, Many), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, ct) =>
            Assert.Equal(WithBody($"t{i}", 900, i), await store.FindAsync($"t{i}", ct)));
    }

    /// <summary>The length of a body is trusted only where it fits: a file that was changed by hand is read token by token.</summary>
    [Theory]
    [InlineData("\"body_bytes\":0,")]
    [InlineData("\"body_bytes\":-1,")]
    [InlineData("\"body_bytes\":1,")]
    [InlineData("\"body_bytes\":17,")]
    [InlineData("\"body_bytes\":34,")]
    [InlineData("\"body_bytes\":999999,")]
    [InlineData("")]
    public async Task FindAsync_LengthOfTheBodyIsWrong_BodyIsReadAllTheSame(string instead)
    {
        const string Body = """{"a":{"b":{"c":"}}},\n"}},"d":[1,2]}""";
        var record = Records.Succeeded("a") with { Answer = Records.Succeeded("a").Answer! with { Body = ResponseBody.TryCreate(Encoding.UTF8.GetBytes(Body)) } };
        var path = await WriteAsync("edited", [record, Records.Succeeded("b")]);
        var text = await File.ReadAllTextAsync(path);
        Assert.Contains($"\"body_bytes\":{Body.Length},", text);
        await File.WriteAllTextAsync(path, text.Replace($"\"body_bytes\":{Body.Length},", instead));

        await using var store = await OpenAsync("edited");
        var found = await store.FindAsync("a", default);
        Assert.Equal(Body, found!.Answer!.Body!.ToString());
        Assert.Equal(record, found);
    }

    [Fact]
    public async Task FindAsync_FailureAfterAnAnswerWithABody_IsRead()
    {
        var answer = Records.Succeeded("a").Answer! with { Body = ResponseBody.TryCreate("""{"x":{"y":1}}"""u8.ToArray()) };
        var record = Records.Failed("a") with { Answer = answer };
        await WriteAsync("failed", [record, Records.Succeeded("b")]);

        await using var store = await OpenAsync("failed");
        Assert.Equal(record, await store.FindAsync("a", default));
    }

    /// <summary>Where lines begin.</summary>
    private static IEnumerable<int> Starts(byte[] file) =>
        [0, .. file.Index().Where(static at => at.Item == (byte)'\n').Select(static at => at.Index + 1)];

    private static CheckpointRecord WithBody(string id, int length, int number)
    {
        var body = ResponseBody.TryCreate(Encoding.UTF8.GetBytes($$"""{"n":{{number}},"text":"{{new string('x', length)}}"}"""));
        var record = Records.Succeeded(id, $"answer {number}", cost: number, key: $"key {number}");
        return record with { Answer = record.Answer! with { Body = body } };
    }

    private async Task<string> WriteAsync(string name, CheckpointRecord[] records)
    {
        await using var store = await OpenAsync(name);
        foreach (var record in records)
        {
            await store.AppendAsync(record, default);
        }

        return store.Location;
    }

    private Task<ICheckpointStore> OpenAsync(string name) => new CheckpointManager(_folder.Path).OpenAsync(name, resume: true, interval: 1000, default);
}
