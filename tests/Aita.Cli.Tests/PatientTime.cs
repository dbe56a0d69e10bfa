namespace Aita.Cli.Tests;

/// <summary>The system's clock, on which what would be given up after seconds, such as reading the prices, is given up after minutes.</summary>
internal sealed class PatientTime : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime >= TimeSpan.FromSeconds(3) && dueTime < Patience ? Patience : dueTime, period);
}
