namespace Aita.Cli.Rehearsal;

/// <summary>How a pretended provider behaves. Times are virtual seconds since the start. Immutable; read by <see cref="ScenarioFile"/>.</summary>
internal sealed record Scenario
{
    /// <summary>Seed of all chance.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long an answer takes, in seconds.</summary>
    public Spread LatencyS { get; init; } = new() { Median = 1, Sigma = 0.4 };

    /// <summary>Length of an answer in tokens; never more than the request allows.</summary>
    public Spread OutputTokens { get; init; } = new() { Median = 300, Sigma = 0.5 };

    /// <summary>Seconds until a request is refused or fails.</summary>
    public double RefusalS { get; init; } = 0.05;

    /// <summary>What tokens cost; without it costs are unknown.</summary>
    public ScenarioPrice? Price { get; init; }

    /// <summary>The provider's limits; a request must pass all that are in force.</summary>
    public IReadOnlyList<ScenarioLimit> Limits { get; init; } = [];

    /// <summary>How answers tell the state of the limits in their headers.</summary>
    public HeaderForm Headers { get; init; }

    /// <summary>What goes wrong; the first fault that is drawn decides.</summary>
    public IReadOnlyList<ScenarioFault> Faults { get; init; } = [];
}

/// <summary>A log-normal distribution.</summary>
internal sealed record Spread
{
    /// <summary>Half of the values are below.</summary>
    public required double Median { get; init; }

    /// <summary>Standard deviation of the logarithm; 0 for always the same.</summary>
    public double Sigma { get; init; }
}

/// <summary>Prices in USD per million tokens.</summary>
internal sealed record ScenarioPrice
{
    public required decimal InputPerMillion { get; init; }

    public required decimal OutputPerMillion { get; init; }
}

/// <summary>A limit on requests or on tokens, in force for a span of time. One of the four amounts says on what.</summary>
internal sealed record ScenarioLimit
{
    /// <summary>Requests allowed in <see cref="PerS"/>.</summary>
    public double? Requests { get; init; }

    /// <summary>Input and output tokens allowed in <see cref="PerS"/>.</summary>
    public double? Tokens { get; init; }

    /// <summary>Input tokens allowed in <see cref="PerS"/>.</summary>
    public double? InputTokens { get; init; }

    /// <summary>Output tokens allowed in <see cref="PerS"/>.</summary>
    public double? OutputTokens { get; init; }

    /// <summary>Length of the window in seconds.</summary>
    public required double PerS { get; init; }

    /// <summary>How the provider counts.</summary>
    public LimitWindow Window { get; init; } = LimitWindow.Sliding;

    /// <summary>Sliding only: what may come at once after a quiet time; null for a whole window's worth.</summary>
    public double? Burst { get; init; }

    /// <summary>Whether a refusal says how long to wait, in whole seconds.</summary>
    public bool RetryAfter { get; init; } = true;

    public double FromS { get; init; }

    public double? ToS { get; init; }

    /// <summary>What is limited, and how much of it is allowed.</summary>
    public (LimitUnit Unit, double Amount) Allowance() => this switch
    {
        { Requests: { } requests } => (LimitUnit.Requests, requests),
        { Tokens: { } tokens } => (LimitUnit.Tokens, tokens),
        { InputTokens: { } input } => (LimitUnit.InputTokens, input),
        _ => (LimitUnit.OutputTokens, OutputTokens!.Value),
    };
}

/// <summary>What a limit counts.</summary>
internal enum LimitUnit
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Tokens of input and output.</summary>
    Tokens,

    /// <summary>Tokens of input.</summary>
    InputTokens,

    /// <summary>Tokens of output.</summary>
    OutputTokens,
}

/// <summary>The forms of rate-limit headers.</summary>
internal enum HeaderForm
{
    /// <summary>None.</summary>
    None,

    /// <summary><c>x-ratelimit-*</c> with resets such as <c>1m30s</c>.</summary>
    OpenAI,

    /// <summary><c>anthropic-ratelimit-*</c> with resets as times, rounded up to seconds; the only form that knows limits of input and of output tokens.</summary>
    Anthropic,

    /// <summary><c>x-ratelimit-*</c> with resets in whole seconds.</summary>
    Azure,
}

/// <summary>How a provider counts against a limit.</summary>
internal enum LimitWindow
{
    /// <summary>A bucket that is refilled steadily.</summary>
    Sliding,

    /// <summary>A count that starts anew with each window.</summary>
    Fixed,
}

/// <summary>Something that goes wrong with a share of the requests in a span of time.</summary>
internal sealed record ScenarioFault
{
    public required FaultKind Kind { get; init; }

    /// <summary>Share of the requests, from 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Status of an overload; others have none.</summary>
    public int Status { get; init; } = 503;

    public double FromS { get; init; }

    public double? ToS { get; init; }
}

/// <summary>What may go wrong.</summary>
internal enum FaultKind
{
    /// <summary>The provider is overloaded: 503 or 529.</summary>
    Overloaded,

    /// <summary>The provider fails: 500.</summary>
    Server,

    /// <summary>No answer ever comes.</summary>
    Hang,

    /// <summary>The answer breaks off; it is billed all the same.</summary>
    Truncated,
}
