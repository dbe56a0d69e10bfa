using System.Text;
using System.Text.Json;

namespace Aita.Execution.Tests.Checkpoints;

public sealed class GroupCommitTests
{
    private readonly MemoryFile _file = new("{\"results\":[\n]}\n");

    [Fact]
    public async Task AppendAsync_AfterEveryWrite_TheFileIsValidJson()
    {
        var commit = _file.Open();
        for (var i = 0; i < 5; i++)
        {
            await commit.AppendAsync(Encoding.UTF8.GetBytes($"{i}"), out _);
            Assert.Equal(i + 1, _file.Results().Length);
        }

        Assert.Equal([0, 1, 2, 3, 4], _file.Results());
        Assert.Equal(5, _file.Writes);
    }

    [Fact]
    public async Task AppendAsync_WhileAWriteIsGoingOn_WaitsAndSharesTheNextWrite()
    {
        using var blocked = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        _file.BeforeWrite = () =>
        {
            started.Set();
            blocked.Wait();
        };
        var commit = _file.Open();
        var first = Task.Run(() => commit.AppendAsync("1"u8, out _).AsTask());
        started.Wait();
        var others = Enumerable.Range(2, 50).Select(i => commit.AppendAsync(Encoding.UTF8.GetBytes($"{i}"), out _).AsTask()).ToArray();

        Assert.All(others, other => Assert.False(other.IsCompleted));
        blocked.Set();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, _file.Writes);
        Assert.Equal(Enumerable.Range(1, 51), _file.Results());
    }

    [Fact]
    public async Task AppendAsync_DiskFull_FailsFromThenOnAndLeavesTheFileValid()
    {
        var commit = _file.Open();
        await commit.AppendAsync("1"u8, out _);
        _file.Room = _file.Length + 3;

        var first = await Assert.ThrowsAsync<IOException>(async () => await commit.AppendAsync("\"a record that does not fit\""u8, out _));
        _file.Room = int.MaxValue;
        var second = await Assert.ThrowsAsync<IOException>(async () => await commit.AppendAsync("2"u8, out _));

        Assert.Equal([1], _file.Results());
        Assert.Same(first, second);
        Assert.Equal(
            "The checkpoint the file cannot be written (No space left). Free space on the disk, or choose another checkpoint folder, "
            + "and run the batch again: it resumes from what was saved.",
            first.Message);
    }

    [Fact]
    public async Task AppendAsync_DiskFullWhileOthersWait_FailsThemToo()
    {
        using var blocked = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        _file.Room = 0;
        _file.BeforeWrite = () =>
        {
            started.Set();
            blocked.Wait();
        };
        var commit = _file.Open();
        var first = Task.Run(() => commit.AppendAsync("1"u8, out _).AsTask());
        started.Wait();
        var second = commit.AppendAsync("2"u8, out _).AsTask();
        var drained = commit.DrainAsync();
        blocked.Set();

        await Assert.ThrowsAsync<IOException>(() => first);
        await Assert.ThrowsAsync<IOException>(() => second);
        await Assert.ThrowsAsync<IOException>(() => drained);
        Assert.Empty(_file.Results());
    }

    /// <summary>A file in memory with little room.</summary>
    private sealed class MemoryFile(string content)
    {
        private byte[] _bytes = Encoding.UTF8.GetBytes(content);

        public int Room { get; set; } = int.MaxValue;

        public Action BeforeWrite { get; set; } = () => { };

        public int Writes { get; private set; }

        public int Length => _bytes.Length;

        public GroupCommit Open() => new(Write, Restore, _ => { }, _bytes.Length - 4, isFirst: true, "the file");

        public int[] Results() => [.. JsonDocument.Parse(_bytes).RootElement.GetProperty("results").EnumerateArray().Select(e => e.GetInt32())];

        private void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            BeforeWrite();
            Writes++;
            var fits = (int)Math.Clamp(Room - offset, 0, bytes.Length);
            Array.Resize(ref _bytes, (int)Math.Max(_bytes.Length, offset + fits));
            bytes[..fits].CopyTo(_bytes.AsSpan((int)offset));
            if (fits < bytes.Length)
            {
                throw new IOException("No space left");
            }
        }

        private void Restore(long end) => _bytes = [.. _bytes[..(int)end], .. "\n]}\n"u8];
    }
}
