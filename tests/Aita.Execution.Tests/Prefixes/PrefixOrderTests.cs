using CsCheck;

namespace Aita.Execution.Tests.Prefixes;

public sealed class PrefixOrderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void TryTake_OneGroup_TheFirstWarmsAndTheOthersFollowItsAnswer()
    {
        var order = Informed("a1", "a2", "a3");

        Assert.Equal(("a1", true), Take(order));
        Assert.Null(Take(order).Item);
        order.Ended("a", warms: true, answered: true, Second);

        Assert.Equal([("a2", false), ("a3", false)], [Take(order, Second), Take(order, Second)]);
    }

    [Fact]
    public void TryTake_NothingAnsweredYet_TwoFindOutHowLongRequestsTake()
    {
        var order = Filled("a1", "a2", "a3", "a4");

        Assert.Equal([("a1", true), ("a2", false)], [Take(order), Take(order)]);
        Assert.Null(Take(order).Item);
        order.Ended("a", warms: false, answered: true, Second);

        Assert.Equal([("a3", false), ("a4", false)], [Take(order, Second), Take(order, Second)]);
    }

    [Fact]
    public void TryTake_NothingAnsweredYetAndAFurtherRequestFails_AnotherOneIsLetOut()
    {
        var order = Filled("a1", "a2", "a3", "a4");
        Take(order);
        Take(order);
        Assert.Null(Take(order).Item);

        order.Ended("a", warms: false, answered: false, Second);

        Assert.Equal(("a3", false), Take(order, Second));
        Assert.Null(Take(order, Second).Item);
    }

    [Fact]
    public void TryTake_NothingAnsweredYetAndTwoGroups_EachHasOneRequest()
    {
        var order = Filled("a1", "a2", "b1", "b2");

        Assert.Equal([("a1", true), ("b1", true)], [Take(order), Take(order)]);
        Assert.Null(Take(order).Item);
    }

    [Fact]
    public void IsShared_OnlyOneHasCome_IsGuessedFromTheOtherGroups()
    {
        Assert.True(Filled("a1").IsShared("a"));
        Assert.False(Filled("a1", "b1").IsShared("b"));
        Assert.True(Filled("a1", "b1", "b2").IsShared("b"));
        Assert.True(Filled("a1", "a2", "b1").IsShared("b"));
        Assert.False(Filled("a1", "a2", "b1", "c1", "d1").IsShared("d"));
    }

    [Fact]
    public void TryTake_WarmingFails_TheNextWarms()
    {
        var order = Informed("a1", "a2", "a3");
        Take(order);

        order.Ended("a", warms: true, answered: false, Second);

        Assert.Equal(("a2", true), Take(order, Second));
        Assert.Null(Take(order, Second).Item);
    }

    [Fact]
    public void TryTake_NothingWarmIsReady_OpensTheNextGroupRatherThanIdle()
    {
        var order = Filled("a1", "a2", "b1", "b2");

        Assert.Equal([("a1", true), ("b1", true)], [Take(order), Take(order)]);
    }

    [Fact]
    public void TryTake_AWarmGroupHasManyReady_IsDrainedBeforeAnotherOpens()
    {
        var order = Filled("a1", "a2", "a3", "a4", "a5", "b1", "b2");
        Take(order, workers: 2);
        order.Ended("a", warms: true, answered: true, Second);

        // b is opened ahead when fewer are left than there are workers.
        Assert.Equal(["a2", "a3", "a4", "b1", "a5"], Enumerable.Range(0, 5).Select(_ => Take(order, Second, workers: 2).Item));
    }

    [Fact]
    public void TryTake_TooFewTasksToIdleFor_SendsWhatIsHeld()
    {
        var order = Filled("a1", "a2");
        Take(order, tasks: 2);

        Assert.Equal(("a2", false), Take(order, tasks: 2));
    }

    [Fact]
    public void TryTake_TheWarmingHangs_TheOthersAreHeldNoLonger()
    {
        var order = Filled("a1", "a2", "a3");
        Take(order);
        Take(order);

        Assert.Null(Take(order).Item);
        Assert.Equal(PrefixOrder<string>.LongestHold, order.HeldUntil);
        Assert.Equal(("a3", false), Take(order, PrefixOrder<string>.LongestHold));
    }

    [Fact]
    public void TryTake_ThePrefixIsForgotten_IsWarmedAgain()
    {
        var order = Filled("a1");
        Take(order);
        order.Ended("a", warms: true, answered: true, Second);
        order.Add("a2", "a");

        Assert.Equal(("a2", true), Take(order, Second + PrefixOrder<string>.Lifetime));
    }

    [Fact]
    public void TryTake_WithoutPrefix_InOrderOfArrival()
    {
        var order = new PrefixOrder<string>();
        order.Add("x", null);
        order.Add("y", null);

        Assert.Equal(["x", "y"], [Take(order).Item!, Take(order).Item!]);
        Assert.Null(Take(order).Item);
    }

    [Fact]
    public void AnyRun_EveryItemIsTakenOnceAndTheCountsAreRight() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 120], Gen.Int[1, 12], Gen.Int, Gen.Bool).Sample((groups, workers, seed, mayIdle) =>
        {
            var random = new Random(seed);
            var order = new PrefixOrder<Item>();
            var flying = new List<(Item Item, bool Warms)>();
            var taken = new HashSet<int>();
            var now = TimeSpan.Zero;
            var next = 0;
            while (taken.Count < groups.Length)
            {
                while (next < groups.Length && random.Next(3) > 0)
                {
                    order.Add(new Item(next, groups[next] == 0 ? null : $"g{groups[next]}"), groups[next] == 0 ? null : $"g{groups[next]}");
                    next++;
                }

                while (flying.Count < workers && order.TryTake(now, workers, mayIdle ? int.MaxValue : 0, out var item, out var warms))
                {
                    Assert.True(taken.Add(item.Number));
                    Assert.False(warms && item.Prefix is null);
                    flying.Add((item, warms));
                }

                // Held are items of groups that are being warmed, and without leave to idle none is held while there is room.
                Assert.True(order.Held <= order.Count);
                Assert.True(order.Held == 0 || flying.Exists(f => f.Warms));
                Assert.True(mayIdle || flying.Count == workers || order.Count == 0);
                Assert.Equal(next - taken.Count, order.Count);
                now += TimeSpan.FromSeconds(random.Next(100));
                if (flying.Count > 0)
                {
                    var at = random.Next(flying.Count);
                    var (ended, warms) = flying[at];
                    flying.RemoveAt(at);
                    if (ended.Prefix is { } prefix)
                    {
                        order.Ended(prefix, warms, answered: random.Next(3) > 0, now);
                    }
                }
            }

            Assert.Equal((0, 0, 0), (order.Count, order.Held, order.Sendable));
        });

    [Fact]
    public void AnyStop_TryTakeAny_GivesEverythingThatWaits() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 40], Gen.Int[0, 40]).Sample((groups, before) =>
        {
            var order = new PrefixOrder<Item>();
            for (var i = 0; i < groups.Length; i++)
            {
                order.Add(new Item(i, null), groups[i] == 0 ? null : $"g{groups[i]}");
            }

            var taken = 0;
            for (; taken < before && order.TryTake(TimeSpan.Zero, 4, int.MaxValue, out _, out _); taken++)
            {
            }

            for (; order.TryTakeAny(out _); taken++)
            {
            }

            Assert.Equal(groups.Length, taken);
            Assert.Equal((0, 0), (order.Count, order.Held));
        });

    [Fact]
    public void Add_ManyPrefixes_RemembersABoundedNumber()
    {
        var order = new PrefixOrder<string>();
        var written = 0;
        for (var i = 0; i < 10_000; i++)
        {
            order.Add("item", $"p{i}");
            Assert.True(order.TryTake(Second * (i / 1000.0), 4, int.MaxValue, out _, out var warms));
            order.Ended($"p{i}", warms, answered: true, Second * (i / 1000.0));
            written += warms ? 1 : 0;
        }

        Assert.Equal(10_000, written);
        Assert.InRange(order.Remembered, 1, 2048);
    }

    private static PrefixOrder<string> Filled(params string[] items)
    {
        var order = new PrefixOrder<string>();
        foreach (var item in items)
        {
            order.Add(item, item[..1]);
        }

        return order;
    }

    /// <summary>Requests have been answered, within a second.</summary>
    private static PrefixOrder<string> Informed(params string[] items)
    {
        var order = Filled(items);
        order.Answered(Second);
        return order;
    }

    private static (string? Item, bool Warms) Take(PrefixOrder<string> order, TimeSpan now = default, int workers = 1, int tasks = 1000) =>
        order.TryTake(now, workers, tasks, out var item, out var warms) ? (item, warms) : (null, false);

    private sealed record Item(int Number, string? Prefix);
}
