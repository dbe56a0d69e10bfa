using CsCheck;

namespace Aita.Execution.Tests.Retries;

public sealed class OutagePolicyTests
{
    private readonly OutagePolicy _policy = new(TimeSpan.FromMinutes(10), workers: 8);

    [Fact]
    public void Failed_FreshTasksForSomeSeconds_IsAnOutage()
    {
        Assert.False(Fail("a", 0));
        Assert.False(Fail("b", 0.1));
        Assert.False(Fail("c", 0.2));
        Assert.False(Fail("d", 1));
        Assert.False(Fail("e", 1.9));
        Assert.True(Fail("a", 2));
        Assert.True(_policy.IsDown);
        Assert.Equal(_policy.Streak, _policy.LastOutage);
    }

    [Fact]
    public void Failed_OneAnswerInBetween_IsNoOutage()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.False(Fail($"t{i}", i));
            if (i % 4 == 3)
            {
                Assert.False(_policy.Answered(TimeSpan.MaxValue));
            }
        }
    }

    [Fact]
    public void Failed_AnswersOfRequestsThatWereSentBefore_DoNotHideAnOutage()
    {
        for (var i = 0; i < 20; i++)
        {
            Fail($"t{i}", 10 + (i / 10.0));
            Assert.False(_policy.Answered(sent: Seconds(9.9)));
        }

        Assert.True(Fail("x", 12));
        Assert.False(_policy.Answered(sent: Seconds(9.9)));
        Assert.True(_policy.IsDown);
        Assert.True(_policy.Answered(sent: Seconds(10.5)));
        Assert.False(_policy.IsDown);
    }

    [Fact]
    public void Failed_MostAreStillInFlight_IsNoOutage()
    {
        for (var i = 0; i < 49; i++)
        {
            Assert.False(_policy.Failed($"t{i}", isFresh: true, isProbe: false, inFlight: 100, Seconds(i)));
        }

        Assert.True(_policy.Failed("x", isFresh: true, isProbe: false, inFlight: 100, Seconds(49)));
    }

    [Fact]
    public void Failed_TasksThatFailedWhileOthersSucceeded_AreNoWitnesses()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.False(_policy.Failed($"t{i}", isFresh: i < OutagePolicy.Witnesses - 1, isProbe: false, inFlight: 0, Seconds(i)));
        }
    }

    [Fact]
    public void Ask_Down_LetsOneThroughAtGrowingIntervals()
    {
        GoDown();
        List<double> probes = [];
        var now = Seconds(2);
        while (probes.Count < 8)
        {
            var wait = _policy.Ask(inFlight: 0, now);
            if (wait > TimeSpan.Zero)
            {
                now += wait;
                continue;
            }

            probes.Add(now.TotalSeconds);
            Assert.True(_policy.Ask(inFlight: 1, now) > TimeSpan.FromSeconds(60)); // one at a time
            Assert.True(_policy.Failed("x", isFresh: true, isProbe: true, inFlight: 1, now));
        }

        Assert.Equal([3, 5, 9, 17, 33, 63, 93, 123], probes);
    }

    [Fact]
    public void Ask_ProbeNotSent_TheNextRequestIsOne()
    {
        GoDown();
        Assert.Equal(TimeSpan.Zero, _policy.Ask(0, Seconds(3)));
        _policy.ProbeNotSent(Seconds(4));

        Assert.Equal(TimeSpan.Zero, _policy.Ask(0, Seconds(4)));
    }

    [Fact]
    public void Answered_Down_GoesOnAtARamp()
    {
        GoDown();
        Assert.True(_policy.Answered(TimeSpan.MaxValue));
        Assert.False(_policy.IsDown);
        var inFlight = 0;
        List<int> allowed = [];
        for (var i = 0; i < 8; i++)
        {
            while (_policy.Ask(inFlight, Seconds(3)) == TimeSpan.Zero && inFlight < 8)
            {
                inFlight++;
            }

            allowed.Add(inFlight);
            inFlight--;
            _policy.Answered(TimeSpan.MaxValue);
        }

        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 8], allowed);
        Assert.True(_policy.IsQuiet);
    }

    [Fact]
    public void Failed_WhileRampingUp_IsSoonAnOutageAgain()
    {
        GoDown();
        _policy.Answered(TimeSpan.MaxValue);
        Assert.False(_policy.Failed("a", isFresh: true, isProbe: false, inFlight: 2, Seconds(3)));
        Assert.True(_policy.Failed("b", isFresh: true, isProbe: false, inFlight: 2, Seconds(3)));
        Assert.Equal(2, _policy.LastOutage);
    }

    [Fact]
    public void Failed_AFewOfManyWhileRampingUp_IsNoOutage()
    {
        var policy = new OutagePolicy(TimeSpan.FromMinutes(10), workers: 1000);
        for (var i = 0; i < 10; i++)
        {
            policy.Failed($"t{i}", isFresh: true, isProbe: false, inFlight: 10, Seconds(i));
        }

        for (var i = 0; i < 60; i++)
        {
            policy.Answered(Seconds(20));
        }

        for (var i = 0; i < 20; i++)
        {
            Assert.False(policy.Failed($"u{i}", isFresh: true, isProbe: false, inFlight: 60, Seconds(30)));
            Assert.False(policy.Answered(sent: Seconds(29)));
        }
    }

    [Fact]
    public void IsGivenUp_AfterTheTimeout()
    {
        GoDown();

        Assert.False(_policy.IsGivenUp(TimeSpan.FromMinutes(9.9)));
        Assert.True(_policy.IsGivenUp(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void Doubt_BeforeItIsKnown_IsTheRestOfTheTime()
    {
        for (var i = 0; i < OutagePolicy.Witnesses; i++)
        {
            Assert.Null(_policy.Doubt(1, Seconds(0)));
            Fail($"t{i}", 0);
        }

        Assert.Equal(TimeSpan.FromSeconds(1.5), _policy.Doubt(1, Seconds(0.5)));
        Assert.Null(_policy.Doubt(0, Seconds(0.5))); // a failure of another row
        Assert.Equal(TimeSpan.FromSeconds(2), _policy.Doubt(1, Seconds(3))); // it may take longer to know
        _policy.Answered(TimeSpan.MaxValue);
        Assert.Null(_policy.Doubt(1, Seconds(0.5)));
    }

    [Fact]
    public void Ask_WhateverHappens_NeverLetsTwoProbesFlyAndNeverBlocksForEver() =>
        Gen.Int[0, 3].Array[0, 300].Sample(steps =>
        {
            var policy = new OutagePolicy(TimeSpan.FromHours(10), workers: 4);
            var now = TimeSpan.Zero;
            var inFlight = new Queue<bool>();
            for (var i = 0; i < steps.Length; i++)
            {
                var wait = policy.Ask(inFlight.Count, now);
                Assert.True(wait != Timeout.InfiniteTimeSpan || inFlight.Count > 0, "it waits for the end of a request, but there is none");
                if (wait == TimeSpan.Zero && inFlight.Count < 4)
                {
                    Assert.False(policy.IsDown && inFlight.Contains(true), "two probes");
                    inFlight.Enqueue(policy.IsDown);
                }
                else if (inFlight.Count == 0)
                {
                    now += wait;
                }

                if (inFlight.Count > 0 && steps[i] < 3)
                {
                    var probe = inFlight.Dequeue();
                    now += Seconds(0.3);
                    if (steps[i] == 0)
                    {
                        policy.Answered(TimeSpan.MaxValue);
                        inFlight = new Queue<bool>(inFlight.Select(static _ => false));
                    }
                    else
                    {
                        policy.Failed($"t{i}", isFresh: true, probe, inFlight: 4, now);
                    }
                }
            }
        });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private bool Fail(string task, double seconds) => _policy.Failed(task, isFresh: true, isProbe: false, inFlight: 8, Seconds(seconds));

    private void GoDown()
    {
        for (var i = 0; i < OutagePolicy.Witnesses; i++)
        {
            Fail($"t{i}", 0);
        }

        Assert.True(Fail("t", 2));
    }
}
