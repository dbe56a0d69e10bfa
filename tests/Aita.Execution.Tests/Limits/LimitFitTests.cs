using CsCheck;

namespace Aita.Execution.Tests.Limits;

/// <summary>What is made of the counts between refusals.</summary>
public sealed class LimitFitTests
{
    private static readonly Gen<RefusalWindow> Windows = Gen.Select(
        Gen.Double[0.000001, 0.5].Array[0, 60], Gen.Int[0, 60], Gen.Int[0, 4], Gen.Double[0, 120], Gen.Double[0, 2], Gen.Double[0, 0.5]).Select(
        (gaps, refused, scale, idle, delay, spread) => Window(gaps, refused, scale, idle, delay, spread));

    [Fact]
    public void Of_AnyWindows_GivesALimit() =>
        Gen.Select(Windows, Windows.Array[1, 3], Gen.Bool, Gen.Double[0, 0.5]).Sample((first, later, isFirst, fastest) =>
        {
            RefusalWindow[] windows = [(isFirst ? first with { Idle = double.PositiveInfinity } : first).Dated(fastest), .. later.Select(window => window.Dated(fastest))];

            var (limit, misfit) = LimitFit.Of(windows, known: null);
            var (again, _) = LimitFit.Of(later, limit with { BurstError = 1.7 });

            AssertUsable(limit);
            AssertUsable(again);
            Assert.True(double.IsFinite(misfit) && misfit >= 0);
            Assert.All(windows, window => Assert.True(double.IsFinite(limit.RateOf(window).Rate) && double.IsFinite(limit.RateOf(window).Error)));
        });

    /// <summary>A bucket answers two windows that a client without delay sees exactly.</summary>
    [Theory]
    [InlineData(50, 10)]
    [InlineData(7, 3)]
    [InlineData(200, 37)]
    [InlineData(3, 2)]
    public void Of_BurstAndASecond_IsRightToTwoPerCent(double rate, int burst)
    {
        var first = Ask(rate, burst, double.PositiveInfinity, Enumerable.Repeat(0.0, burst + 6));
        var second = Ask(rate, burst, idle: burst / rate, Enumerable.Range(0, 10_000).Select(i => i / (rate * 1.3)));

        var (limit, _) = LimitFit.Of([first, second], known: null);

        Assert.InRange(limit.Burst, burst - 0.5, burst + 0.5);
        Assert.InRange(limit.Rate, rate * 0.98, rate * 1.02);
        Assert.InRange(limit.Error, 0, rate * 0.1);
    }

    private static void AssertUsable(LimitEstimate limit)
    {
        Assert.True(double.IsFinite(limit.Rate) && limit.Rate >= 0, $"{limit}");
        Assert.True(double.IsFinite(limit.Burst) && limit.Burst >= 1, $"{limit}");
        Assert.True(double.IsFinite(limit.Error) && limit.Error >= 0, $"{limit}");
        Assert.True(double.IsFinite(limit.BurstError) && limit.BurstError >= 0, $"{limit}");
    }

    /// <summary>Sends until a request is refused; those that are sent at the same moment are still sent.</summary>
    private static RefusalWindow Ask(double rate, int burst, double idle, IEnumerable<double> times)
    {
        var bucket = new Gcra(rate, burst);
        var (sent, refused, last) = (new List<double>(), 0, double.NaN);
        foreach (var time in times)
        {
            if (refused > 0 && time > last)
            {
                break;
            }

            last = time;
            sent.Add(time);
            if (bucket.WaitFor(1, TimeSpan.FromSeconds(time)) > TimeSpan.Zero)
            {
                refused++;
            }
            else
            {
                bucket.Take(1, TimeSpan.FromSeconds(time));
            }
        }

        return new RefusalWindow([.. sent.Select((time, i) => (time - last, i))], sent.Count - refused, idle) { Gap = refused == 1 ? sent[^1] - sent[^2] : 0, Refused = refused };
    }

    private static RefusalWindow Window(double[] gaps, int refused, int scale, double idle, double delay, double spread)
    {
        var course = new (double Time, int Sent)[gaps.Length];
        var time = 0.0;
        for (var i = gaps.Length - 1; i >= 0; i--)
        {
            course[i] = (time, i * (1 << scale)); // a long course keeps every second point, or every fourth
            time -= gaps[i];
        }

        return new RefusalWindow(course, Math.Max(0, (gaps.Length << scale) - refused), idle, delay) { Gap = refused == 1 && gaps.Length > 1 ? gaps[^2] : 0, Refused = Math.Max(1, refused), Spread = spread };
    }
}
