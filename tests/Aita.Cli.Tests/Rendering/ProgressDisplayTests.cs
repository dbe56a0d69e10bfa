using Aita.Cli.Rendering;
using Aita.Cli.Settings;
using Aita.Execution;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Cli.Tests.Rendering;

public sealed class ProgressDisplayTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LockedWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public async Task Observe_BarOnATerminal_IsRedrawnInPlaceAndClearedAtTheEnd()
    {
        await using (var display = Display(ProgressMode.Auto, terminal: true))
        {
            display.Observe(Started(expected: 2));
            await AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), "0/2");
            display.WriteMessage("hello");
            await AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), "hello\n\r\u001b[2K[");
        }

        Assert.EndsWith("\r\u001b[2K", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\r\u001b[2Khello\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Auto")]
    [InlineData("Bar")]
    [InlineData("Plain")]
    public async Task Observe_NoTerminal_WritesPlainLinesWithoutEscapeCodes(string mode)
    {
        await using (var display = Display(Enum.Parse<ProgressMode>(mode), terminal: false))
        {
            display.Observe(Started(expected: 2, elapsed: TimeSpan.FromSeconds(10)));
            await AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), "0/2");
            display.WriteMessage("hello");
        }

        Assert.EndsWith("hello\n", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', _error.ToString());
        Assert.DoesNotContain('\r', _error.ToString());
    }

    [Fact]
    public async Task Observe_None_WritesOnlyMessages()
    {
        await using (var display = Display(ProgressMode.None, terminal: true))
        {
            display.Observe(Started(expected: 2, elapsed: TimeSpan.FromSeconds(10)));
            _time.Advance(TimeSpan.FromMinutes(1));
            display.WriteMessage("hello");
        }

        Assert.Equal("hello\n", _error.ToString());
    }

    [Fact]
    public async Task Observe_PauseAndSkippedTask_AreInTheLine()
    {
        await using var display = Display(ProgressMode.Bar, terminal: true);
        display.Observe(Started(expected: 3));
        display.SkipTask();
        display.Observe(new ExecutionEvent.PoolPaused(TimeSpan.FromMinutes(10), "slow down"));

        await AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), "0/2 |");

        Assert.Contains("paused 600s", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_ProviderDown_IsSaidOnceAndThatItIsUpAgain()
    {
        await using var display = Display(ProgressMode.Plain, terminal: false);
        var failure = new LlmFailure(FailureKind.Network, "The connection failed: refused.");
        display.Observe(Started(expected: 3));
        display.Observe(new ExecutionEvent.ProviderDown(TimeSpan.FromSeconds(1), failure, IsFirst: true));
        display.Observe(new ExecutionEvent.ProviderDown(TimeSpan.FromSeconds(2), failure, IsFirst: false));
        display.Observe(new ExecutionEvent.ProviderUp(TimeSpan.FromSeconds(90)));

        Assert.Equal(
            [
                "The provider seems to be down; one request at a time tries again, in 1 s and then less and less often. The connection failed: refused.",
                "The provider answers again, after 01:30.",
            ],
            _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static ExecutionEvent.BatchStarted Started(int expected, TimeSpan elapsed = default) =>
        new("b", expected, Checkpoint: null, EarlierOutcomes: 0, () => new ExecutionMetrics { Elapsed = elapsed });

    private ProgressDisplay Display(ProgressMode mode, bool terminal) => new(
        new AitaConsole
        {
            Out = TextWriter.Null,
            Error = _error,
            In = TextReader.Null,
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            ErrorIsTerminal = terminal,
            ReadWidth = static () => 100,
        },
        _time, mode, maxWorkers: 5);

    /// <summary>Moves the clock until the loop, which runs on the thread pool, has written what is waited for.</summary>
    private async Task AdvanceUntilAsync(TimeSpan step, string expected)
    {
        while (!_error.ToString().Contains(expected, StringComparison.Ordinal))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(step);
            await Task.Yield();
        }
    }
}
