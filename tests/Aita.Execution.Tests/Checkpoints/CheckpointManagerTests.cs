using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Checkpoints;

public sealed class CheckpointManagerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    private CheckpointManager Manager => new(_folder.Path, _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FindLatest_NoFolderOrNoFile_IsNull()
    {
        Assert.Null(new CheckpointManager(_folder.File("missing")).FindLatest("a"));
        Assert.Null(Manager.FindLatest("a"));
        Assert.Empty(new CheckpointManager(_folder.File("missing")).List());
    }

    [Fact]
    public async Task FindLatest_SeveralFiles_IsTheNewestOfThatName()
    {
        await MakeAsync("a");
        _time.Advance(TimeSpan.FromSeconds(1));
        var newest = await MakeAsync("a");
        _time.Advance(TimeSpan.FromSeconds(1));
        await MakeAsync("a b");
        await MakeAsync("b");

        Assert.Equal(newest, Manager.FindLatest("a"));
    }

    [Fact]
    public async Task FindLatest_FileRenamedToAnotherName_IsNotTaken()
    {
        File.Move(await MakeAsync("b"), _folder.File("a_20990101_000000.checkpoint.json"));
        var own = await MakeAsync("a");

        Assert.Equal(own, Manager.FindLatest("a"));
    }

    [Fact]
    public async Task List_FilesOfAllKinds_DescribesThoseThatAreOurs()
    {
        var older = await MakeAsync("exam 1", 2);
        _time.Advance(TimeSpan.FromMinutes(1));
        await using var running = await Manager.OpenAsync("exam2", resume: true, 10);
        await File.WriteAllTextAsync(_folder.File("other_20260101_000000.checkpoint.json"), "[]");
        await File.WriteAllTextAsync(_folder.File("notes.txt"), "");

        var list = Manager.List();

        Assert.Equal(
            [
                new(running.Location, "exam2", _time.GetUtcNow(), new FileInfo(running.Location).Length, IsInUse: true),
                new CheckpointInfo(older, "exam 1", _time.GetUtcNow().AddMinutes(-1), new FileInfo(older).Length, IsInUse: false),
            ],
            list);
    }

    [Fact]
    public async Task ReadAsync_File_SumsUpTheLastRecordOfEachTask()
    {
        var path = await MakeAsync("exam", 3);
        await using (var store = await Manager.OpenAsync("exam", resume: true, 10))
        {
            await store.AppendAsync(Records.Failed("x"), default);
            await store.AppendAsync(Records.Failed("y"), default);
            await store.AppendAsync(Records.Succeeded("y", cost: 1.5m), default);
        }

        var summary = await Manager.ReadAsync(path);
        var records = await Manager.ReadRecordsAsync(path).ToListAsync();

        Assert.Equal(
            new CheckpointSummary(path, "exam", _time.GetUtcNow(), new FileInfo(path).Length)
            {
                Records = 6,
                Requests = new RequestTally(12, 6) { Failures = FailureCounts.Of(FailureKind.InvalidResponse, 2) },
                Succeeded = 4,
                Failed = 1,
                Cost = 1.503m,
                Usage = new TokenUsage(4 * 120, 4 * 34, 4 * 5),
            },
            summary);
        Assert.Equal(["0", "1", "2", "x", "y", "y"], records.Select(record => record.Id));
    }

    [Fact]
    public async Task ReadAsync_TornFile_SaysSoAndReadsWhatIsThere()
    {
        var path = await MakeAsync("exam", 3);
        var torn = (await File.ReadAllBytesAsync(path))[..^30];
        await File.WriteAllBytesAsync(path, torn);

        var summary = await Manager.ReadAsync(path);

        Assert.True(summary.IsTorn);
        Assert.Equal(2, summary.Records);
        Assert.Equal(2, await Manager.ReadRecordsAsync(path).CountAsync());
        Assert.Equal(torn, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task ReadAsync_FileInUseMissingOrForeign_IsRefusedWithASentence()
    {
        await using var running = await Manager.OpenAsync("exam", resume: true, 10);
        await File.WriteAllTextAsync(_folder.File("foreign.json"), "{}");

        var inUse = await Assert.ThrowsAsync<LlmException>(() => Manager.ReadAsync(running.Location));
        var missing = await Assert.ThrowsAsync<LlmException>(() => Manager.ReadAsync(_folder.File("missing.json")));
        var foreign = await Assert.ThrowsAsync<LlmException>(() => Manager.ReadAsync(_folder.File("foreign.json")));

        Assert.Contains("in use by another run", inUse.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be opened", missing.Message, StringComparison.Ordinal);
        Assert.Contains("not a checkpoint", foreign.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LlmException>(async () => await Manager.ReadRecordsAsync(running.Location).CountAsync());
    }

    [Fact]
    public async Task Clean_SeveralNames_KeepsTheNewestOfEachAndThoseInUse()
    {
        var oldest = await MakeAsync("a");
        _time.Advance(TimeSpan.FromSeconds(1));
        var middle = await MakeAsync("a");
        var other = await MakeAsync("b");
        _time.Advance(TimeSpan.FromSeconds(1));
        var newest = await MakeAsync("a");

        Assert.Equal([middle, oldest], Manager.Clean(keep: 1, dryRun: true));
        Assert.True(File.Exists(oldest));
        Assert.Equal([middle, oldest], Manager.Clean(keep: 1));
        Assert.Equal([newest, other], Manager.List().Select(info => info.Path));

        await using var running = await Manager.OpenAsync("a", resume: true, 10);
        Assert.Equal([other], Manager.Clean(keep: 0));
        Assert.True(File.Exists(running.Location));
    }

    private async Task<string> MakeAsync(string name, int records = 0)
    {
        await using var store = await Manager.OpenAsync(name, resume: false, 10);
        for (var i = 0; i < records; i++)
        {
            await store.AppendAsync(Records.Succeeded($"{i}"), default);
        }

        return store.Location;
    }
}
