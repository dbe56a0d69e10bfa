using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Checkpoints;

/// <summary>What a crash can leave behind, and that no complete record is lost to it.</summary>
public sealed class CheckpointRepairTests : IDisposable
{
    private static readonly CheckpointRecord[] Written =
        [Records.Succeeded("a", "é"), Records.Failed("b"), Records.Succeeded("c"), Records.Succeeded("a", "again")];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenAsync_FileCutAtAnyByte_KeepsEveryCompleteRecordAndGoesOn()
    {
        var whole = await WriteAsync();
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            await AssertGoesOnAsync(whole[..cut], CompleteRecords(whole, cut));
        }
    }

    [Fact]
    public async Task OpenAsync_FileFilledWithZerosFromAnyByte_KeepsEveryCompleteRecordAndGoesOn()
    {
        var whole = await WriteAsync();
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            await AssertGoesOnAsync([.. whole[..cut], .. new byte[whole.Length + 100 - cut]], CompleteRecords(whole, cut));
        }
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("\n")]
    [InlineData("\n\n]}\n")]
    [InlineData("]}")]
    [InlineData("{\"id\":\"half")]
    [InlineData("\n{\"id\":\"no status\"}\n]}\n")]
    [InlineData("\0\0\0\n\0\0\n")]
    [InlineData("\u00FF\u00FE\"")]
    public async Task OpenAsync_GarbageAtTheEnd_KeepsEveryRecordAndGoesOn(string garbage)
    {
        var whole = await WriteAsync();

        await AssertGoesOnAsync([.. whole, .. Encoding.Latin1.GetBytes(garbage)], Written.Length);
        await AssertGoesOnAsync([.. whole[..^4], .. Encoding.Latin1.GetBytes(garbage)], Written.Length);
    }

    [Fact]
    public async Task OpenAsync_DamageInTheMiddle_KeepsTheRecordsAfterItAndTheDamagedFile()
    {
        var whole = await WriteAsync();
        var damaged = whole.ToArray();
        var second = Offsets(whole)[1];
        damaged.AsSpan(second.Start + 5, 40).Clear();
        var path = await PlaceAsync(damaged);

        await using (var store = await OpenAsync())
        {
            Assert.Equal(2, store.EarlierCount);
            Assert.Null(await store.FindAsync("b", default));
            Assert.Equal("again", (await store.FindAsync("a", default))!.Answer!.Text);
            Assert.NotNull(await store.FindAsync("c", default));
            Assert.Equal(path, store.Location);
        }

        Assert.Equal(3, ResultsIn(path));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(path + ".damaged"));
    }

    [Fact]
    public async Task OpenAsync_TornHeaderBesideAnOlderFile_TheOlderFileIsResumed()
    {
        var older = await PlaceAsync(await WriteAsync());
        await File.WriteAllTextAsync(_folder.File("exam_20260201_000000.checkpoint.json"), "{\"version\":1,\"na");

        await using var store = await OpenAsync();

        Assert.Equal(older, store.Location);
        Assert.Equal(3, store.EarlierCount);
    }

    /// <summary>Any sequence of appending, reopening and crashing in the middle of a write equals a dictionary.</summary>
    [Fact]
    public Task OpenAsync_AnySequenceOfAppendsAndCrashes_EqualsAModel()
    {
        var append = Gen.Select(Gen.Int[0, 9], Gen.String[0, 40], (id, text) => (Id: id, Text: text, Cut: -1));
        var crash = Gen.Int[0, 400].Select(cut => (Id: -1, Text: "", Cut: cut));
        return Gen.Frequency((4, append), (1, crash)).Array[1, 25].SampleAsync(async steps =>
        {
            using var folder = new TemporaryFolder();
            var manager = new CheckpointManager(folder.Path, _time);
            var model = new List<(string Id, string Text, long End)>();
            var store = await manager.OpenAsync("exam", resume: true, 2);
            foreach (var (id, text, cut) in steps)
            {
                if (cut < 0)
                {
                    await store.AppendAsync(Records.Succeeded($"t{id}", text), default);
                    model.Add(($"t{id}", text, new FileInfo(store.Location).Length - 4));
                    continue;
                }

                await store.DisposeAsync();
                var left = Math.Max(0, new FileInfo(store.Location).Length - cut);
                using (var file = File.OpenHandle(store.Location, FileMode.Open, FileAccess.Write))
                {
                    RandomAccess.SetLength(file, left);
                }

                model.RemoveAll(record => record.End > left);
                store = await manager.OpenAsync("exam", resume: true, 2);
                await AssertEqualAsync(model, store);
            }

            await store.DisposeAsync();
            Assert.Equal(model.Count, ResultsIn(store.Location));
        }, iter: 60);
    }

    private static async Task AssertEqualAsync(List<(string Id, string Text, long End)> model, ICheckpointStore store)
    {
        Assert.Equal(model.Select(record => record.Id).Distinct().Count(), store.EarlierCount);
        Assert.Equal(model.Count * 0.001m, store.EarlierCost);
        foreach (var task in model.GroupBy(record => record.Id))
        {
            Assert.Equal(AsUtf8(task.Last().Text), (await store.FindAsync(task.Key, default))!.Answer!.Text);
        }
    }

    // A lone surrogate is no character: JSON has the replacement character in its place.
    private static string AsUtf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private async Task AssertGoesOnAsync(byte[] content, int complete)
    {
        var path = await PlaceAsync(content);
        await using (var store = await OpenAsync())
        {
            Assert.Equal(path, store.Location);
            Assert.Equal(complete * 0.001m - (complete >= 2 ? 0.001m : 0), store.EarlierCost);
            await AssertHasAsync(store, complete);
            await store.AppendAsync(Records.Succeeded("new"), default);
        }

        Assert.Equal(complete + 1, ResultsIn(path));
        await using var reopened = await OpenAsync();
        await AssertHasAsync(reopened, complete);
        Assert.NotNull(await reopened.FindAsync("new", default));
    }

    private static async Task AssertHasAsync(ICheckpointStore store, int complete)
    {
        foreach (var task in Written.Take(complete).GroupBy(record => record.Id))
        {
            Assert.Equal(task.Last(), await store.FindAsync(task.Key, default));
        }
    }

    private static int CompleteRecords(byte[] whole, int cut) => Offsets(whole).Count(record => record.End <= cut);

    private static List<(int Start, int End)> Offsets(byte[] whole)
    {
        var records = new List<(int, int)>();
        var start = 0;
        foreach (var line in Encoding.UTF8.GetString(whole).Split('\n'))
        {
            var length = Encoding.UTF8.GetByteCount(line);
            if (line.StartsWith("{\"id\"", StringComparison.Ordinal))
            {
                records.Add((start, start + length - (line.EndsWith(',') ? 1 : 0)));
            }

            start += length + 1;
        }

        return records;
    }

    private static int ResultsIn(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.GetProperty("results").GetArrayLength();
    }

    private async Task<byte[]> WriteAsync()
    {
        await using var store = await new CheckpointManager(_folder.Path, _time).OpenAsync("exam", resume: false, 10);
        foreach (var record in Written)
        {
            await store.AppendAsync(record, default);
        }

        await store.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(store.Location);
        File.Delete(store.Location);
        return bytes;
    }

    private async Task<string> PlaceAsync(byte[] content)
    {
        var path = _folder.File("exam_20260131_120000.checkpoint.json");
        await File.WriteAllBytesAsync(path, content);
        return path;
    }

    private Task<ICheckpointStore> OpenAsync() => new CheckpointManager(_folder.Path, _time).OpenAsync("exam", resume: true, 10);
}
