namespace Aita.Execution;

/// <summary>
/// What a provider granted between two refusals, and what that says of a limit that refills evenly and holds a burst. When it refuses, the burst
/// is used up: since some moment at which it was full, exactly the burst and what came back since were granted. Pure.
/// </summary>
/// <param name="Times">When requests were sent, in seconds since the refused one (so 0 or less), in order; at most the last thousand.</param>
/// <param name="Refused">How many of them were refused after all.</param>
/// <param name="Idle">Seconds without requests before the first; what comes back then is at most the burst.</param>
internal sealed record RefusalWindow(double[] Times, int Refused, double Idle)
{
    private const double Shortest = 0.02;

    /// <summary>Counts are whole and times are those of the client: this many requests are uncertain.</summary>
    private const double UncertainRequests = 1.5;

    private const int Halvings = 40;

    /// <summary>Requests it let through.</summary>
    public int Granted => Math.Max(0, Times.Length - Refused);

    private double Span => Math.Max(Shortest, Times.Length == 0 ? 0 : -Times[0]);

    /// <summary>Never more than the true rate: as if nothing had been lost while nobody asked.</summary>
    public double LeastRate => Granted / (Span + Idle);

    /// <summary>Share by which <paramref name="rate"/> may be wrong.</summary>
    public double Uncertainty(double rate) => UncertainRequests / Math.Max(UncertainRequests, rate * Span);

    /// <summary>The burst that explains the refusal if the rate is this.</summary>
    public double BurstAt(double rate)
    {
        var most = 1.0;
        for (var i = 0; i < Granted; i++)
        {
            most = Math.Max(most, Granted - i + (rate * Times[i]));
        }

        return most;
    }

    /// <summary>The rate, when the burst is known.</summary>
    public double Rate(double burst) => Solve(_ => burst);

    /// <summary>Rate and burst, from this window and the first one, which started with the whole burst.</summary>
    public (double Rate, double Burst) RateAndBurst(RefusalWindow first)
    {
        var least = LeastRate;
        if (first.BurstAt(least) >= least * Idle)
        {
            return (least, first.BurstAt(least)); // the burst is so large that nothing was lost
        }

        var rate = Solve(first.BurstAt);
        return (rate, first.BurstAt(rate));
    }

    // The burst that explains this window falls with the rate, and faster than that of a shorter window.
    private double Solve(Func<double, double> burst)
    {
        var low = LeastRate;
        var high = Granted / Shortest;
        for (var i = 0; i < Halvings && high > low; i++)
        {
            var middle = (low + high) / 2;
            if (BurstAt(middle) > burst(middle))
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
