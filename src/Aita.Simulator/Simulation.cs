using System.Diagnostics;

namespace Aita.Simulator;

/// <summary>What all requests of one server share: options, log, limits, prices, spent credit and the clock.</summary>
internal sealed class Simulation(SimulatorOptions options) : IDisposable
{
    private readonly PreciseDelay _delay = new();
    private readonly Lock _spentLock = new();
    private readonly long _origin = options.TimeProvider.GetTimestamp();
    private decimal _spent;

    public SimulatorOptions Options { get; } = options;

    public TrafficLog Traffic { get; } = new(options.TimeProvider, options.LogCapacity);

    public RateLimiter? Limiter { get; } = options.RateLimit is { } limit ? new RateLimiter(limit) : null;

    public PromptCache? Cache { get; } = options.PromptCache is { } cache ? new PromptCache(cache) : null;

    public PageEyes Eyes { get; } = new(options.Truth);

    public PriceList Prices { get; } = new(options.Models, options.RestrictModels);

    public decimal Spent
    {
        get
        {
            lock (_spentLock)
            {
                return _spent;
            }
        }
    }

    /// <summary>Seconds since the start, small enough for exact arithmetic.</summary>
    public double NowSeconds => Options.TimeProvider.GetElapsedTime(_origin).TotalSeconds;

    public void Spend(decimal usd)
    {
        lock (_spentLock)
        {
            _spent += usd;
        }
    }

    /// <summary>Waits until <paramref name="delay"/> has passed since <paramref name="start"/>, a timestamp of the options' clock.</summary>
    public Task WaitSinceAsync(long start, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }

        if (ReferenceEquals(Options.TimeProvider, TimeProvider.System))
        {
            return _delay.WaitUntilAsync(start + (long)(delay.TotalSeconds * Stopwatch.Frequency), cancellationToken);
        }

        var left = delay - Options.TimeProvider.GetElapsedTime(start);
        return left <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(left, Options.TimeProvider, cancellationToken);
    }

    public void Dispose() => _delay.Dispose();
}
