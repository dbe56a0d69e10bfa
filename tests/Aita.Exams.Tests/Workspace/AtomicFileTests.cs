using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Workspace;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteText_NewFolder_WritesUtf8WithoutMark()
    {
        var path = _folder.At("a", "b", "c.txt");

        await AtomicFile.WriteTextAsync(path, "Ω\n");

        Assert.Equal([0xCE, 0xA9, 0x0A], await File.ReadAllBytesAsync(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder.At("a", "b")));
    }

    [Fact]
    public async Task Write_ExistingFile_IsReplacedWhole()
    {
        var path = _folder.Touch("file.txt");

        await AtomicFile.WriteTextAsync(path, "new");

        Assert.Equal("new", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Write_FailsHalfWay_KeepsTheOldFileAndLeavesNothing()
    {
        var path = _folder.Touch("file.txt");

        await Assert.ThrowsAsync<InvalidOperationException>(() => AtomicFile.WriteAsync(path, async (stream, token) =>
        {
            await stream.WriteAsync(new byte[100_000], token);
            throw new InvalidOperationException("boom");
        }));

        Assert.Equal("x", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Write_CancelledHalfWay_KeepsTheOldFileAndLeavesNothing()
    {
        var path = _folder.Touch("file.txt");
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AtomicFile.WriteAsync(
            path,
            async (stream, _) =>
            {
                await stream.WriteAsync(new byte[10], CancellationToken.None);
                await cancellation.CancelAsync();
            },
            cancellation.Token));

        Assert.Equal("x", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Write_TargetIsAFolder_IsAStorageErrorNamingIt()
    {
        var path = _folder.At("taken");
        Directory.CreateDirectory(path);

        var exception = await Assert.ThrowsAsync<ExamException>(() => AtomicFile.WriteTextAsync(path, "x"));

        Assert.Equal(ExamErrorKind.Storage, exception.Kind);
        Assert.StartsWith($"Could not write {path}: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Write_ManyAtOnce_LeavesOneWholeFile()
    {
        var path = _folder.At("file.txt");

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => AtomicFile.WriteTextAsync(path, new string((char)('a' + i), 50_000))));

        var text = await File.ReadAllTextAsync(path);
        Assert.Equal(50_000, text.Length);
        Assert.Single(text.Distinct());
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }
}
