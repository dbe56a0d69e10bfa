using Microsoft.Extensions.Time.Testing;

namespace Aita.Cli.Tests;

/// <summary>A file that is sent to the device while it grows.</summary>
public sealed class PartialFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aita-partial-");
    private readonly FakeTimeProvider _time = new();

    private string Place => Path.Combine(_folder.FullName, "out.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task CommitAsync_AfterFlushes_EveryByteIsThere()
    {
        await File.WriteAllTextAsync(Place, "older", TestContext.Current.CancellationToken);
        byte[] written = new byte[20 << 20];
        new Random(1).NextBytes(written);
        await using (var file = new PartialFile(Place, _time))
        {
            for (var at = 0; at < written.Length; at += 1 << 20)
            {
                await file.Content.WriteAsync(written.AsMemory(at, 1 << 20), TestContext.Current.CancellationToken);
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            Assert.Equal("older", await File.ReadAllTextAsync(Place, TestContext.Current.CancellationToken));
            await file.CommitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(written, await File.ReadAllBytesAsync(Place, TestContext.Current.CancellationToken));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public async Task DisposeAsync_WithoutCommitAfterFlushes_LeavesNothingBehind()
    {
        await File.WriteAllTextAsync(Place, "older", TestContext.Current.CancellationToken);
        await using (var file = new PartialFile(Place, _time))
        {
            await file.Content.WriteAsync(new byte[9 << 20], TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("older", await File.ReadAllTextAsync(Place, TestContext.Current.CancellationToken));
        Assert.Single(_folder.GetFiles());
    }
}
