using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Workspace;

public sealed class FileLockTests
{
    [Fact]
    public async Task TakeAsync_TheDiskRefuses_FailsAtOnce()
    {
        using var folder = new TemporaryFolder();
        folder.Touch("a file");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));

        var error = await Assert.ThrowsAsync<ExamException>(() => FileLock.TakeAsync(Path.Join(folder.At("a file"), ".lock"), TimeProvider.System, patience.Token));

        Assert.Equal(ExamErrorKind.Storage, error.Kind);
        Assert.DoesNotContain("another aita command", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakeAsync_AnotherHasIt_WaitsUntilItIsGivenBack()
    {
        using var folder = new TemporaryFolder();
        var first = await FileLock.TakeAsync(folder.At(".lock"), TimeProvider.System, CancellationToken.None);
        var second = FileLock.TakeAsync(folder.At(".lock"), TimeProvider.System, CancellationToken.None);

        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }
}
