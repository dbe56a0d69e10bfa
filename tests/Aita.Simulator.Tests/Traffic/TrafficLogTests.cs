using Microsoft.Extensions.Time.Testing;

namespace Aita.Simulator.Tests.Traffic;

public sealed class TrafficLogTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void PeakInFlight_OverlappingRequests_IsTheMost()
    {
        var log = new TrafficLog(_time, 100);
        var first = log.Arrive();
        var second = log.Arrive();
        log.Finish(first, Good(1));
        var third = log.Arrive();
        log.Finish(second, Good(2));
        log.Finish(third, Good(3));
        log.Arrive();

        Assert.Equal(2, log.PeakInFlight);
        Assert.Equal(1, log.InFlight);
    }

    [Fact]
    public void MaxArrivalsPerSecond_BurstAcrossAFullSecond_CountsTheSlidingWindow()
    {
        var log = new TrafficLog(_time, 100);
        _time.Advance(TimeSpan.FromSeconds(0.8));
        Arrive(log, 3);
        _time.Advance(TimeSpan.FromSeconds(0.4));
        Arrive(log, 4);
        _time.Advance(TimeSpan.FromSeconds(0.6));
        Arrive(log, 2);

        // 3 at 0.8 s, 4 at 1.2 s and 2 at 1.8 s, when the first three are a second old.
        Assert.Equal(7, log.MaxArrivalsPerSecond);
        Assert.Equal(8.0, log.MeanArrivalsPerSecond, 6);
        Assert.Equal(TimeSpan.FromSeconds(1), log.ArrivalSpan);
    }

    [Fact]
    public void Span_FirstArrivalToLastAnswer_LeavesTheIdleStartOut()
    {
        var log = new TrafficLog(_time, 100);
        _time.Advance(TimeSpan.FromSeconds(5));
        var ticket = log.Arrive();
        _time.Advance(TimeSpan.FromSeconds(2));
        log.Finish(ticket, Good(1));

        Assert.Equal(TimeSpan.FromSeconds(2), log.Span);
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7)), (log.Records[0].Arrival, log.Records[0].Finished));
    }

    [Fact]
    public void RepeatedRequests_OnlyBodiesAnsweredWellBefore_Count()
    {
        var log = new TrafficLog(_time, 100);
        Exchange(log, 1, new Ending(503, FaultKind.Unavailable503, 1, default, default));
        Exchange(log, 1, new Ending(200, FaultKind.Truncated, 1, default, default));
        Exchange(log, 1, Good(1));
        Assert.Equal(0, log.RepeatedRequests);

        int occurrence = Exchange(log, 1, Good(1));

        Assert.Equal(4, occurrence);
        Assert.Equal((1, 1, 4), (log.RepeatedRequests, log.DistinctRequests, log.Requests));
        Assert.Equal((2, 1, 1), (log.Succeeded, log.Flawed, log.Failed));
    }

    [Fact]
    public void Finish_Twice_CountsOnce()
    {
        var log = new TrafficLog(_time, 100);
        var ticket = log.Arrive();
        log.Finish(ticket, Good(1));

        log.Finish(ticket, new Ending(Ending.ClientWentAway, FaultKind.None, 1, default, default));

        Assert.Equal((1, 0, 0), (log.Succeeded, log.Abandoned, log.InFlight));
    }

    [Fact]
    public void Records_BeyondTheCapacity_AreCountedAndRecognisedButNotKept()
    {
        var log = new TrafficLog(_time, 2);
        for (ulong i = 1; i <= 5; i++)
        {
            Exchange(log, i, Good(i));
        }

        Assert.Equal(2, log.Records.Count);
        Assert.Equal((5, 5), (log.Requests, log.Succeeded));
        Assert.Equal(2, Exchange(log, 1, Good(1)));
        Assert.Equal([2, 3, 4], Enumerable.Range(0, 3).Select(_ => Exchange(log, 5, Good(5))));
        Assert.Equal(4, log.RepeatedRequests);
    }

    [Fact]
    public void Reset_RequestInFlight_ForgetsItsEnding()
    {
        var log = new TrafficLog(_time, 10);
        var old = log.Arrive();
        log.Reset();
        log.Finish(old, Good(1));
        Exchange(log, 1, Good(1));

        Assert.Equal((1, 1, 0, 0), (log.Requests, log.Succeeded, log.InFlight, log.RepeatedRequests));
        Assert.Single(log.Records);
    }

    private static Ending Good(ulong hash) => new(200, FaultKind.None, hash, TimeSpan.Zero, new Usage(10, 4, 0, 5, 0.1m, 0.2m));

    private static void Arrive(TrafficLog log, int times)
    {
        for (int i = 0; i < times; i++)
        {
            log.Arrive();
        }
    }

    private static int Exchange(TrafficLog log, ulong hash, Ending ending)
    {
        var ticket = log.Arrive();
        int occurrence = log.Identify(ticket, hash);
        log.Finish(ticket, ending);
        return occurrence;
    }
}
