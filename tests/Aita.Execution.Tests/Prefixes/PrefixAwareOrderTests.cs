using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Prefixes;

public sealed class PrefixAwareOrderTests
{
    private const int Tasks = 40;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Changed_TheWarmingTakesLong_IsCalledWhenOneFurtherRequestMayGo()
    {
        using var order = Filled();
        var changes = 0;
        order.Changed = () => changes++;
        order.TryTake(out _);
        Assert.False(order.TryTake(out _));

        _time.Advance(HoldPolicy.AssumedLatency - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, changes);
        _time.Advance(TimeSpan.FromMilliseconds(1));

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
        order.TryTake(out _);
        _time.Advance(HoldPolicy.AssumedLatency);
        order.TryTake(out var further);

        order.Ended(further!, answered: true);

        Assert.Equal(Tasks - 2, Enumerable.Range(0, Tasks).Count(_ => order.TryTake(out var item) && !item.WarmsPrefix));
    }

    [Fact]
    public void TryTake_ARetryWaitsOutAPause_ThatIsNotIdlingForAPrefix()
    {
        using var order = Filled();
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
