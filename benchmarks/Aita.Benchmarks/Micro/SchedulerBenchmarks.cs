using System.Threading.Channels;
using Aita.Execution;
using BenchmarkDotNet.Attributes;

namespace Aita.Benchmarks.Micro;

/// <summary>One item through the queue of what is ready, and through the queue of what waits for a time.</summary>
public class SchedulerBenchmarks : IDisposable
{
    private readonly object _item = new();
    private readonly ReadyQueue<object> _ready = new(64);
    private readonly Channel<object> _channel = Channel.CreateBounded<object>(64);
    private readonly RetryQueue<object> _retries = new(TimeProvider.System, static _ => { });

    /// <summary>The platform's bounded channel.</summary>
    [Benchmark(Baseline = true)]
    public object? BoundedChannel()
    {
        _channel.Writer.TryWrite(_item);
        return _channel.Reader.TryRead(out var item) ? item : null;
    }

    /// <summary>New work.</summary>
    [Benchmark]
    public object? ReadyQueue()
    {
        _ready.AddNew(_item);
        return _ready.TryTake(out var item) ? item : null;
    }

    /// <summary>A retry that is due at once; it is handed over by the timer.</summary>
    [Benchmark]
    public bool RetryQueue() => _retries.TryAdd(_item, TimeSpan.Zero);

    /// <inheritdoc/>
    public void Dispose()
    {
        _retries.Dispose();
        GC.SuppressFinalize(this);
    }
}
