namespace Aita.Simulator;

/// <summary>What the simulated provider does. Checked as a whole when a server starts.</summary>
public sealed class SimulatorOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 takes a free one.</summary>
    /// <value>The default is 0.</value>
    public int Port { get; init; }

    /// <summary>Seed of everything drawn: latencies, faults, answers and noise.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>How long answers take.</summary>
    /// <value>The default is <see cref="LatencyModel.None"/>.</value>
    public LatencyModel Latency { get; init; } = LatencyModel.None;

    /// <summary>Limits of requests and tokens; null = none.</summary>
    public RateLimitOptions? RateLimit { get; init; }

    /// <summary>What goes wrong.</summary>
    /// <value>The default is <see cref="FaultPlan.None"/>.</value>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>The only key accepted (401 otherwise); null accepts any or none.</summary>
    public string? RequiredKey { get; init; }

    /// <summary>USD after which requests are refused with 402; null = no limit.</summary>
    public decimal? CreditLimit { get; init; }

    /// <summary>Models and their prices; ids must differ.</summary>
    /// <value>The default is <see cref="SimulatedModel.Defaults"/>.</value>
    public IReadOnlyList<SimulatedModel> Models { get; init; } = SimulatedModel.Defaults;

    /// <summary>True answers 404 for a model that is not in <see cref="Models"/>; false serves any id.</summary>
    /// <value>The default is false.</value>
    public bool RestrictModels { get; init; }

    /// <summary>Accounting of cached prompt prefixes; null = nothing is ever cached.</summary>
    public PromptCacheOptions? PromptCache { get; init; }

    /// <summary>Median length in tokens of answers without a schema (log-normal, sigma 0.5).</summary>
    /// <value>The default is 120 tokens.</value>
    public int MedianCompletionTokens { get; init; } = 120;

    /// <summary>
    /// What is true of the synthetic exam whose pages are read and whose answers are graded. With it, every image is decoded once (about
    /// 20 ms) to find the code that tells its page; null reads only images whose file carries its own truth, without decoding them.
    /// </summary>
    /// <value>The default is null. <see cref="SimulatedTruth.Midterm"/> is built in.</value>
    public SimulatedTruth? Truth { get; init; }

    /// <summary>Share of characters misread in the pages of the synthetic exam, 0 to 1; 0 = exact.</summary>
    /// <value>The default is 0.005.</value>
    public double ReadingNoise { get; init; } = 0.005;

    /// <summary>Share of characters misread in the names and ids of name strips, 0 to 1; 0 = exact.</summary>
    /// <value>The default is 0.</value>
    public double NameNoise { get; init; }

    /// <summary>How the points of the simulated grader deviate from the true ones.</summary>
    /// <value>The default is no deviation.</value>
    public GradingNoise GradingNoise { get; init; } = GradingNoise.None;

    /// <summary>
    /// Requests that <see cref="TrafficLog.Records"/> keeps, about 150 bytes each; later requests are only counted. Every body is recognised
    /// again, which takes about 35 bytes for each different one.
    /// </summary>
    /// <value>The default is 200,000 requests.</value>
    public int LogCapacity { get; init; } = 200_000;

    /// <summary>Largest body accepted, in bytes; a larger one is refused with 413.</summary>
    /// <value>The default is 128 MiB.</value>
    public int MaxBodyBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>The clock. With another one than the system's, delays are timers of that clock.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Throws one exception that names every value that cannot be used.</summary>
    /// <exception cref="ArgumentException">At least one value cannot be used.</exception>
    internal static void Validate(SimulatorOptions options)
    {
        string[] errors = [.. options.Errors()];
        if (errors.Length > 0)
        {
            throw new ArgumentException($"The options of the simulator cannot be used: {string.Join(' ', errors)}", nameof(options));
        }
    }

    private IEnumerable<string> Errors()
    {
        if (Port is < 0 or > 65535)
        {
            yield return $"Port is {Port}; give 0 (any free port) to 65535.";
        }

        if (CreditLimit < 0)
        {
            yield return $"CreditLimit is {CreditLimit} USD; give 0 or more, or null for none.";
        }

        foreach (var group in Models.GroupBy(model => model.Id, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            yield return $"Models has '{group.Key}' {group.Count()} times; give each id once.";
        }

        foreach (var model in Models.Where(model => model.PromptPrice < 0 || model.CompletionPrice < 0 || model.ContextLength < 1))
        {
            yield return $"Model '{model.Id}' has a negative price or a context length below 1; correct it.";
        }

        if (MedianCompletionTokens < 1)
        {
            yield return $"MedianCompletionTokens is {MedianCompletionTokens}; give at least 1.";
        }

        if (ReadingNoise is not (>= 0 and <= 1))
        {
            yield return $"ReadingNoise is {ReadingNoise}; give 0 to 1.";
        }

        if (NameNoise is not (>= 0 and <= 1))
        {
            yield return $"NameNoise is {NameNoise}; give 0 to 1.";
        }

        if (LogCapacity < 0)
        {
            yield return $"LogCapacity is {LogCapacity}; give 0 or more.";
        }

        if (MaxBodyBytes < 1024)
        {
            yield return $"MaxBodyBytes is {MaxBodyBytes}; give at least 1024.";
        }

        foreach (string error in Faults.Errors().Concat(GradingNoise.Errors()).Concat(RateLimit?.Errors() ?? []).Concat(PromptCache?.Errors() ?? []))
        {
            yield return error;
        }
    }
}
