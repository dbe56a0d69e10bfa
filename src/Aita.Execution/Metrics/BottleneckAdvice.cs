using System.Globalization;

namespace Aita.Execution;

/// <summary>Draws the conclusion from where the time went. Pure.</summary>
internal static class BottleneckAdvice
{
    private const double Notable = 0.2;

    public static Bottleneck From(IReadOnlyDictionary<WaitedFor, TimeSpan> times, int workers, bool adaptive = false)
    {
        var total = times.Values.Aggregate(TimeSpan.Zero, static (sum, part) => sum + part);
        if (total <= TimeSpan.Zero)
        {
            return Bottleneck.None;
        }

        var (reason, time) = times.Where(static part => part.Key is not (WaitedFor.Nothing or WaitedFor.Tail))
            .OrderByDescending(static part => part.Value)
            .Select(static part => (part.Key, part.Value))
            .FirstOrDefault();
        var share = time / total;
        return new(times, share < Notable ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{share:P0} of the time {Describe(reason, workers, adaptive)}"));
    }

    private static string Describe(WaitedFor reason, int workers, bool adaptive) => reason switch
    {
        WaitedFor.Workers when adaptive => $"all {workers} workers that seemed worth while were waiting for the provider.",
        WaitedFor.Workers => $"all {workers} workers were waiting for the provider: raise the number of workers.",
        WaitedFor.RequestLimit => "was spent on the limit of requests per second: raise it if the provider allows more.",
        WaitedFor.TokenLimit => "was spent on the limit of tokens per minute: raise it if the provider allows more.",
        WaitedFor.ProviderPause => "was spent on pauses and the slower pace that the provider asked for: a known rate limit would avoid refusals.",
        WaitedFor.Backoff => "was spent waiting for retries, with nothing else to do: look at the failures.",
        WaitedFor.Source => "was spent waiting for the source of the tasks: reading or preparing them is the slow part.",
        WaitedFor.Results => "was spent waiting for results to be recorded and consumed: the disk or the consumer is the slow part.",
        WaitedFor.Outage => "the provider was down.",
        _ => "was spent sending.",
    };
}
