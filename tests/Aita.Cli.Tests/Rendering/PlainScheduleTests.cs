using Aita.Cli.Rendering;

namespace Aita.Cli.Tests.Rendering;

public sealed class PlainScheduleTests
{
    [Fact]
    public void Ask_NothingNew_IsDueEveryTenSeconds()
    {
        Assert.Equal([10, 20, 30], DueAt(seconds: 35, static _ => 0.01));
    }

    [Fact]
    public void Ask_SteadyProgress_IsDueEveryTenPerCent()
    {
        Assert.Equal([5, 10, 15, 20], DueAt(seconds: 20, static second => second * 0.0201));
    }

    [Fact]
    public void Ask_FastProgress_IsDueAtMostOnceASecond()
    {
        Assert.Equal([1, 2, 3], DueAt(seconds: 3, static second => second * 0.3));
    }

    [Fact]
    public void Ask_UnknownTotal_IsDueEveryTenSeconds()
    {
        Assert.Equal([10, 20], DueAt(seconds: 25, static _ => null));
    }

    private static List<int> DueAt(int seconds, Func<double, double?> fraction)
    {
        var schedule = default(PlainSchedule);
        var due = new List<int>();
        for (var tenth = 0; tenth <= seconds * 10; tenth++)
        {
            (var isDue, schedule) = schedule.Ask(TimeSpan.FromSeconds(tenth / 10.0), fraction(tenth / 10.0));
            if (isDue)
            {
                due.Add(tenth / 10);
            }
        }

        return due;
    }
}
