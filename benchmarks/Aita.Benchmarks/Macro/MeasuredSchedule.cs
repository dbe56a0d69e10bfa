using Aita.Simulator;

namespace Aita.Benchmarks.Macro;

/// <summary>A run as its server saw it, beside what its latencies allow.</summary>
/// <param name="Span">First request to last answer.</param>
/// <param name="Perfect">Every request starts the moment a worker is free, in order.</param>
/// <param name="LowerBound">No order can be faster.</param>
/// <param name="Alone">One after another.</param>
internal sealed record MeasuredSchedule(TimeSpan Span, TimeSpan Perfect, TimeSpan LowerBound, TimeSpan Alone)
{
    public double Ratio => Span / Perfect;

    public static async Task<MeasuredSchedule> ReadAsync(SimulatorProcess simulator, int workers)
    {
        var span = TimeSpan.FromMilliseconds((await simulator.StatsAsync()).GetProperty("span_ms").GetDouble());
        var latencies = await simulator.LatenciesAsync();
        return new(
            span, ScheduleBounds.PerfectFifo(latencies, workers), ScheduleBounds.LowerBound(latencies, workers), ScheduleBounds.PerfectFifo(latencies, 1));
    }
}
