using System.Diagnostics;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands;

/// <summary>Asking a run in the middle why it is slow. Every request hangs until the answer is there, so nothing depends on time.</summary>
public sealed class WhySlowTests
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Batch_AskedInTheMiddle_SaysWhereTheTimeWent()
    {
        await using var world = await StartAsync();
        world.Write("in.jsonl", Enumerable.Range(0, 3).Select(BatchCommandTests.Short));

        var running = world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--progress", "none");
        await _sent.Task.WaitAsync(TestContext.Current.CancellationToken);
        world.Inquiries.Ask();
        world.Interrupts.Raise();
        world.Interrupts.Raise();
        var result = await running;

        Assert.Contains("0 of 3 done after", result.Error, StringComparison.Ordinal);
        Assert.Contains("  time       ", result.Error, StringComparison.Ordinal);
        Assert.Contains("  advice     ", result.Error, StringComparison.Ordinal);
        world.Inquiries.Ask(); // nobody listens any more
    }

    [Fact]
    public async Task Batch_QuestionMarkAtATerminal_SaysWhereTheTimeWent()
    {
        await using var world = await StartAsync();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.OnFirstMessage = _ => answered.TrySetResult();
        world.IsTerminal = true;
        world.Write("in.jsonl", Enumerable.Range(0, 3).Select(BatchCommandTests.Short));
        world.Keys.Enqueue('x');
        world.Keys.Enqueue('?');

        var running = world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--progress", "none");
        await _sent.Task.WaitAsync(TestContext.Current.CancellationToken);
        await answered.Task.WaitAsync(TestContext.Current.CancellationToken);
        world.Interrupts.Raise();
        world.Interrupts.Raise();

        Assert.Contains("of 3 done after", (await running).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_UserSignal_SaysWhereTheTimeWentAndGoesOn()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return; // no such signal there
        }

        await using var world = await StartAsync();
        world.Write("in.jsonl", Enumerable.Range(0, 3).Select(BatchCommandTests.Short));
        using var process = RealProcess.Start(world, ["batch", "in.jsonl", "-o", "out.jsonl", "--progress", "none"]);
        await _sent.Task.WaitAsync(TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-USR1", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var first = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Contains("of 3 done after", first, StringComparison.Ordinal);
        Assert.False(process.HasExited);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private Task<CliWorld> StartAsync() => CliWorld.StartAsync(new() { Faults = new() { Script = Hang } });

    private Fault? Hang(SimulatedRequest request)
    {
        _sent.TrySetResult();
        return new Fault(FaultKind.Hang) { Duration = TimeSpan.FromMinutes(10) };
    }
}
