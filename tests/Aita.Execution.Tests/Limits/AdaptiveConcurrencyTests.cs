namespace Aita.Execution.Tests.Limits;

public sealed class AdaptiveConcurrencyTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void Answered_ProviderWithoutLimit_TriplesToTheMaximum()
    {
        var policy = new AdaptiveConcurrency(maximum: 256, TimeSpan.Zero);

        var limits = Serve(policy, rounds: 8, capacity: int.MaxValue);

        Assert.Equal([48, 144, 256, 256, 256, 256, 256, 256], limits);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(200)]
    public void Answered_ProviderWithCapacity_StaysNearIt(int capacity)
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);

        var limits = Serve(policy, rounds: 300, capacity);

        // Enough to keep the provider busy, and never a queue of more than half as much again (and one step).
        Assert.All(limits.Skip(20), limit => Assert.InRange(limit, capacity * 0.9, (capacity * 1.65) + 8));
    }

    [Fact]
    public void Answered_LimitNotUsed_DoesNotGrow()
    {
        var policy = new AdaptiveConcurrency(maximum: 100, TimeSpan.Zero);

        for (var i = 1; i <= 100; i++)
        {
            policy.Answered(Latency, inFlight: 3, Latency * i);
        }

        Assert.Equal(AdaptiveConcurrency.Initial, policy.Limit);
    }

    [Fact]
    public void RateLimited_RoundWithAPause_SaysNothingAboutTheProvider()
    {
        var policy = new AdaptiveConcurrency(maximum: 100, TimeSpan.Zero);
        var now = Serve(policy, rounds: 1, capacity: int.MaxValue).Count * Latency;
        policy.RateLimited();
        now += TimeSpan.FromSeconds(5); // a pause: fewer answers per second than before
        for (var i = 0; i < 48; i++)
        {
            policy.Answered(Latency, inFlight: 48, now);
        }

        Assert.Equal(48, policy.Limit);
        for (var i = 0; i < 48; i++)
        {
            policy.Answered(Latency, inFlight: 48, now + Latency);
        }

        Assert.Equal(100, policy.Limit); // still growing
    }

    [Fact]
    public void Refused_OneBurst_CutsOnce()
    {
        var policy = new AdaptiveConcurrency(maximum: 100, TimeSpan.Zero);
        var now = Serve(policy, rounds: 3, capacity: int.MaxValue).Count * Latency;

        for (var permit = 100; permit < 300; permit++)
        {
            policy.Refused(Latency / 8, permit, lastPermit: 300, now + (Latency / 2));
        }

        var cut = policy.Limit;
        Assert.InRange(cut, 10, 80);
        for (var permit = 301; permit < 301 + Math.Max(30, cut) - 1; permit++)
        {
            policy.Refused(Latency / 8, permit, lastPermit: 400, now + (Latency * 2));
        }

        Assert.Equal(cut, policy.Limit);
        policy.Refused(Latency / 8, permit: 399, lastPermit: 400, now + (Latency * 3));
        Assert.Equal(cut / 2, policy.Limit); // nothing was answered: half
    }

    [Fact]
    public void Refused_AgainAndAgain_KeepsOneSlot()
    {
        var policy = new AdaptiveConcurrency(maximum: 100, TimeSpan.Zero);

        for (var permit = 1; permit < 1000; permit++)
        {
            policy.Refused(Latency / 8, permit, lastPermit: permit, TimeSpan.FromSeconds(permit));
        }

        Assert.Equal(1, policy.Limit);
    }

    /// <summary>A request in so many fails whatever is sent: that is no reason to send less.</summary>
    [Theory]
    [InlineData(0.01, 1, 250)]
    [InlineData(0.05, 1, 230)]
    [InlineData(0.05, 2, 230)]
    [InlineData(0.1, 1, 200)]
    [InlineData(0.1, 2, 200)]
    [InlineData(0.3, 1, 80)]
    [InlineData(0.3, 2, 80)]
    [InlineData(0.5, 1, 12)]
    public void Refused_ByChance_DoesNotKeepTheLimitDown(double share, int seed, double least)
    {
        var policy = new AdaptiveConcurrency(maximum: 256, TimeSpan.Zero);
        var random = new Random(seed);

        var world = new RefusingProvider(capacity: int.MaxValue, () => random.NextDouble() < share, random);
        var limits = world.Serve(policy, TimeSpan.FromSeconds(120));

        Assert.InRange(LaterMean(limits), least, 256);
    }

    /// <summary>More than it can take is refused at once: it is kept busy, and few are refused.</summary>
    [Theory]
    [InlineData(5, 1, 0.8)] // one too many is refused seven times while five are answered
    [InlineData(20, 1, 0.2)]
    [InlineData(50, 2, 0.1)]
    [InlineData(100, 3, 0.1)]
    [InlineData(400, 4, 0.1)]
    public void Refused_ProviderWithPlacesForSome_StaysNearThem(int capacity, int seed, double mostRefused)
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);
        var random = new Random(seed);

        var world = new RefusingProvider(capacity, static () => false, random);
        var limits = world.Serve(policy, TimeSpan.FromSeconds(120));

        Assert.InRange(LaterMean(limits), capacity * 0.85, capacity * 1.4);
        Assert.InRange((double)world.Refused / (world.Refused + world.Answered), 0, mostRefused);
    }

    /// <summary>Both at once.</summary>
    [Theory]
    [InlineData(50, 0.05, 1)]
    [InlineData(100, 0.1, 2)]
    [InlineData(100, 0.3, 3)]
    public void Refused_ByChanceAndForPlaces_StaysNearThePlaces(int capacity, double share, int seed)
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);
        var random = new Random(seed);

        var limits = new RefusingProvider(capacity, () => random.NextDouble() < share, random).Serve(policy, TimeSpan.FromSeconds(200));

        Assert.InRange(LaterMean(limits), capacity * 0.7, capacity * 2);
    }

    [Fact]
    public void Refused_StormThatEnds_ComesBack()
    {
        var policy = new AdaptiveConcurrency(maximum: 256, TimeSpan.Zero);
        var random = new Random(1);
        var storm = false;
        var world = new RefusingProvider(int.MaxValue, () => storm && random.NextDouble() < 0.95, random);
        world.Serve(policy, TimeSpan.FromSeconds(20));
        storm = true;
        world.Serve(policy, TimeSpan.FromSeconds(20));
        storm = false;

        var limits = world.Serve(policy, TimeSpan.FromSeconds(60));

        Assert.InRange(limits.Skip(limits.Count / 2).Average(), 200, 256);
    }

    [Fact]
    public void Silent_NothingIsHeard_GrowsToTheMaximum()
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);

        var limits = Listen(policy, until: 250, inFlight: static policy => policy.Limit);

        // 80 ms are given to the first requests to be refused, 40 ms to those that came since.
        Assert.Equal([16, 16, 16, 16, 128, 128, 1000, 1000, 1000, 1000], limits);
        Assert.False(policy.IsOpening);
    }

    [Theory]
    [InlineData(0, 100, 150)] // looked at every 25 ms
    [InlineData(5, 150, 250)]
    [InlineData(20, 300, 550)]
    [InlineData(null, 1100, 2150)]
    public void Silent_TheProviderIsFarAway_WaitsForItsRefusals(int? roundTrip, int first, int second)
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);

        var limits = Listen(policy, until: 3000, inFlight: static policy => policy.Limit, roundTrip);

        Assert.Equal((first, second), (25 * limits.IndexOf(128), 25 * limits.IndexOf(1000)));
    }

    [Fact]
    public void Silent_LimitNotUsed_DoesNotGrow()
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);

        Assert.All(Listen(policy, until: 1000, static _ => 12), static limit => Assert.Equal(AdaptiveConcurrency.Initial, limit));
    }

    [Fact]
    public void Silent_AfterAnyWord_DoesNotGrow()
    {
        AdaptiveConcurrency[] policies = [.. Enumerable.Range(0, 4).Select(static _ => new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero))];
        var now = TimeSpan.FromMilliseconds(50);
        policies[0].Answered(now, inFlight: 16, now);
        policies[1].RateLimited();
        policies[2].Refused(Latency / 8, permit: 1, lastPermit: 16, now);
        policies[3].Failed(now, now);

        foreach (var policy in policies)
        {
            var limit = policy.Limit;
            Assert.All(Listen(policy, until: 1000, static policy => policy.Limit), after => Assert.Equal(limit, after));
        }
    }

    /// <summary>Silence has put a thousand requests in line at a provider that works on a few: when that shows, the limit comes back to what it can do.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(20, 3)]
    [InlineData(100, 4)]
    public void Answered_LineAfterSilence_CutsToWhatTheProviderWorksOn(int capacity, int seed)
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);
        var random = new Random(seed);
        var limitAt = new Dictionary<int, int>();
        ServeInLine(policy, capacity, places: int.MaxValue, answers: 4000, () => Latency * (0.7 + (0.6 * random.NextDouble())), answered => limitAt[answered] = policy.Limit);

        var first = limitAt.First(static pair => pair.Value < 1000).Key;
        Assert.InRange(first, 12, Math.Max(32, capacity * 5)); // seen after a few answers, not after a thousand
        Assert.All(limitAt.Where(pair => pair.Key > first), pair => Assert.InRange(pair.Value, 1, Math.Max(AdaptiveConcurrency.Initial * 2, capacity * 2)));
        Assert.InRange(limitAt.Where(static pair => pair.Key > 2000).Average(static pair => pair.Value), capacity * 0.9, Math.Max(AdaptiveConcurrency.Initial, capacity * 1.8));
    }

    [Fact]
    public void Refused_AfterSilence_GoesBackToTheStepBeforeAndThenCuts()
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);
        Listen(policy, until: 250, static policy => policy.Limit);

        for (var permit = 500; permit < 1000; permit++)
        {
            policy.Refused(Latency / 8, permit, lastPermit: 1000, TimeSpan.FromMilliseconds(260));
            Assert.Equal(permit < 529 ? 1000 : 128, policy.Limit);
        }

        for (var permit = 1001; permit < 1001 + 128; permit++)
        {
            policy.Refused(Latency / 8, permit, lastPermit: 1200, TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal(64, policy.Limit);
    }

    [Fact]
    public void TimedOut_AfterSilence_StartsAgainAtTheBeginning()
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);
        Listen(policy, until: 250, static policy => policy.Limit);
        var timeout = TimeSpan.FromSeconds(120);
        for (var i = 1; i <= 11; i++)
        {
            policy.Answered(TimeSpan.FromSeconds(10 * i), inFlight: 1000, TimeSpan.FromSeconds(10 * i)); // one slot: too few to know what is usual
        }

        for (var permit = 12; permit <= 1000; permit++)
        {
            policy.TimedOut(timeout, permit, lastPermit: 1011, timeout);
        }

        Assert.Equal(AdaptiveConcurrency.Initial, policy.Limit);
    }

    [Fact]
    public void TimedOut_LimitIsProven_OneThatHangsCutsNothing()
    {
        var policy = new AdaptiveConcurrency(maximum: 256, TimeSpan.Zero);
        Serve(policy, rounds: 8, capacity: int.MaxValue);

        policy.TimedOut(TimeSpan.FromSeconds(120), permit: 3, lastPermit: 3000, TimeSpan.FromSeconds(121));

        Assert.Equal(256, policy.Limit);
    }

    /// <summary>A line that holds some hundred and refuses more: what the refusal leaves still waits in it, which has to be seen.</summary>
    [Fact]
    public void Refused_LineWithAnEnd_IsSeenAllTheSame()
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);

        ServeInLine(policy, capacity: 2, places: 200, answers: 300, static () => Latency, static _ => { });

        Assert.InRange(policy.Limit, 1, AdaptiveConcurrency.Initial);
    }

    /// <summary>
    /// A provider that works on <paramref name="capacity"/> requests at once and lets <paramref name="places"/> more wait in a line, the first one first; it
    /// refuses what does not fit.
    /// </summary>
    private static void ServeInLine(AdaptiveConcurrency policy, int capacity, int places, int answers, Func<TimeSpan> latency, Action<int> onAnswer)
    {
        var line = new Queue<TimeSpan>();
        var busy = new PriorityQueue<TimeSpan, TimeSpan>();
        var (sent, answered) = (0, 0);
        for (var ms = 0; answered < answers; ms += 5)
        {
            var now = TimeSpan.FromMilliseconds(ms);
            while (busy.TryPeek(out var sentAt, out var at) && at <= now)
            {
                policy.Answered(now - sentAt, line.Count + busy.Count, now);
                busy.Dequeue();
                onAnswer(++answered);
            }

            policy.Silent(sent, roundTrip: TimeSpan.Zero, now);
            while (line.Count + busy.Count < policy.Limit)
            {
                sent++;
                if (line.Count == places)
                {
                    policy.Refused(Latency / 8, sent, Math.Max(sent, policy.Limit), now + TimeSpan.FromMilliseconds(2));
                    break;
                }

                line.Enqueue(now);
            }

            while (busy.Count < capacity && line.TryDequeue(out var next))
            {
                busy.Enqueue(next, now + latency());
            }
        }
    }

    /// <summary>The mean after a quarter of the time.</summary>
    private static double LaterMean(List<int> limits) => limits.Skip(limits.Count / 4).Average();

    /// <summary>Limits as they are every 25 ms while nothing is heard.</summary>
    private static List<int> Listen(AdaptiveConcurrency policy, int until, Func<AdaptiveConcurrency, int> inFlight, int? roundTrip = 0)
    {
        List<int> limits = [];
        for (var ms = 0; ms < until; ms += 25)
        {
            policy.Silent(inFlight(policy), roundTrip is { } known ? TimeSpan.FromMilliseconds(known) : null, TimeSpan.FromMilliseconds(ms));
            limits.Add(policy.Limit);
        }

        return limits;
    }

    /// <summary>A provider that works on <paramref name="capacity"/> requests at once; the others wait there and so take longer.</summary>
    private static List<int> Serve(AdaptiveConcurrency policy, int rounds, int capacity)
    {
        List<int> limits = [];
        var now = TimeSpan.Zero;
        for (var round = 0; round < rounds; round++)
        {
            var inFlight = policy.Limit;
            var latency = Latency * Math.Max(1, (double)inFlight / capacity);
            now += latency;
            for (var i = 0; i < inFlight; i++)
            {
                policy.Answered(latency, inFlight, now);
            }

            limits.Add(policy.Limit);
        }

        return limits;
    }
}
