namespace Aita.Execution;

/// <summary>Under which limits a run runs, and what its requests are like: what <see cref="SpeedModel"/> reckons with. Immutable.</summary>
public sealed record RunConditions
{
    /// <summary>The limits that were set; what the requests are like is not known yet.</summary>
    /// <param name="options">The settings of a run.</param>
    public static RunConditions Of(ParallelExecutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new()
        {
            Workers = options.MaxWorkers,
            AdaptsWorkers = options.AdaptWorkers,
            RateLimit = options.RateLimit,
            TokensPerMinute = options.TokensPerMinute,
            InputTokensPerMinute = options.InputTokensPerMinute,
            OutputTokensPerMinute = options.OutputTokensPerMinute,
        };
    }

    /// <summary>Requests in flight at the same time, at most.</summary>
    /// <value>Default 1.</value>
    public int Workers { get; init; } = 1;

    /// <summary>Whether the run finds the number of requests in flight itself, so that the setting is only its upper end.</summary>
    /// <value>Default false.</value>
    public bool AdaptsWorkers { get; init; }

    /// <summary>Requests per second, at most.</summary>
    /// <value>Default 0: no limit, or none that is known.</value>
    public double RateLimit { get; init; }

    /// <summary>Tokens per minute, at most.</summary>
    /// <value>Default null: no limit, or none that is known.</value>
    public long? TokensPerMinute { get; init; }

    /// <summary>Input tokens per minute, at most.</summary>
    /// <value>Default null: no limit, or none that is known.</value>
    public long? InputTokensPerMinute { get; init; }

    /// <summary>Output tokens per minute, at most.</summary>
    /// <value>Default null: no limit, or none that is known.</value>
    public long? OutputTokensPerMinute { get; init; }

    /// <summary>Requests per second that the provider allows, as learnt from its refusals.</summary>
    /// <value>Default 0: it has refused none.</value>
    public double LearntRate { get; init; }

    /// <summary>How many of the requests failed at the provider: refused for their rate or for overload, timed out, broken off, or with an error of the server.</summary>
    /// <value>Default 0. From 0 to 1.</value>
    public double FailureShare { get; init; }

    /// <summary>Mean time of a request.</summary>
    /// <value>Default zero: not known.</value>
    public TimeSpan Latency { get; init; }

    /// <summary>Mean tokens of a request, in and out.</summary>
    /// <value>Default 0: not known.</value>
    public double TokensPerRequest { get; init; }

    /// <summary>Mean input tokens of a request; the others are output.</summary>
    /// <value>Default 0: not known.</value>
    public double InputTokensPerRequest { get; init; }
}
