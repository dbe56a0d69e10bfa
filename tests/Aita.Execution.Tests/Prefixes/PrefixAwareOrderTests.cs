using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Prefixes;

public sealed class PrefixAwareOrderTests
{
    private const int Tasks = 120;
    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Changed_TheWarmingTakesLong_IsCalledWhenOneFurtherRequestMayGo()
    {
        using var order = Filled();
        var changes = 0;
        order.Changed = () => changes++;
        Inform(order);
        order.TryTake(out _);
        Assert.False(order.TryTake(out _));

        _time.Advance(Latency * 1.8);
        Assert.Equal(0, changes);
        _time.Advance(Latency * 0.4);

        Assert.Equal(1, changes);
        Assert.True(order.TryTake(out var further));
        Assert.False(further.WarmsPrefix);
        Assert.False(order.TryTake(out _));
    }

    [Fact]
    public void Ended_AFurtherRequestIsAnsweredFirst_TheOthersFollow()
    {
        using var order = Filled();
        order.TryTake(out _);
        order.TryTake(out var further);

        order.Ended(further!, answered: true);

        Assert.Equal(Tasks - 2, Enumerable.Range(0, Tasks).Count(_ => order.TryTake(out var item) && !item.WarmsPrefix));
    }

    [Fact]
    public void TryTake_ARetryWaitsOutAPause_ThatIsNotIdlingForAPrefix()
    {
        using var order = Filled();
        Inform(order);
        var ready = new ReadyQueue<WorkItem>(order);
        ready.TryTake(out var first);
        Assert.False(ready.TryTake(out _));
        order.Ended(first!, answered: false);
        ready.AddUrgent(first!);
        Assert.True(ready.TryTake(out _));

        _time.Advance(TimeSpan.FromMinutes(1)); // the dispatcher waits with it

        Assert.True(ready.TryTake(out var second));
        Assert.True(second.WarmsPrefix);
        Assert.False(ready.TryTake(out _)); // held: workers may idle as if there had been no pause
    }

    /// <summary>A request with another prefix is answered.</summary>
    private void Inform(PrefixAwareOrder order)
    {
        var other = new WorkItem(new ScriptedTask("other"), parent: null) { TakenAt = TimeSpan.Zero };
        _time.Advance(Latency);
        order.Ended(other, answered: true);
    }

    private PrefixAwareOrder Filled()
    {
        var order = new PrefixAwareOrder(capacity: 4, _time, new ConcurrencyLimit(4), () => Tasks);
        for (var i = 0; i < Tasks; i++)
        {
            order.Add(new WorkItem(new ScriptedTask($"t{i}"), parent: null) { Prefix = new RequestPrefix("p", 0, 0, IsDeclared: false) });
        }

        return order;
    }
}
