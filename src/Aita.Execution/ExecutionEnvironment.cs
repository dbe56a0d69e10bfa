using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aita.Execution;

/// <summary>What an executor runs on besides its client: clock, chance, logs, and the two other seams. Every part has a default.</summary>
public sealed class ExecutionEnvironment
{
    /// <summary>The clock of every wait and measurement.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Source of randomness for jitter: numbers from 0 (inclusive) to 1 (exclusive). Must be thread-safe.</summary>
    /// <value>Default: a thread-safe generator seeded by the system.</value>
    public Func<double> Random { get; init; } = Chance.Default;

    /// <summary>Where logs go. Prompts and answers are never logged above Trace.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Replaces the rate gate made from the options, for example by <c>RateGate.From(RateLimiter)</c>.</summary>
    /// <value>Default null.</value>
    public IRateGate? RateGate { get; init; }

    /// <summary>Opens the checkpoint of a batch by name; the flag says whether earlier outcomes are wanted.</summary>
    /// <value>Default null: a file in <see cref="ParallelExecutionOptions.CheckpointDirectory"/>.</value>
    public Func<string, bool, CancellationToken, ValueTask<ICheckpointStore>>? OpenCheckpoint { get; init; }

    /// <summary>Prices for providers that do not report what a call cost.</summary>
    /// <value>Default: empty.</value>
    public PriceBook Prices { get; init; } = PriceBook.Empty;
}
