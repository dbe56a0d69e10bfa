using Aita.Cli.Rehearsal;
using Aita.Execution;
using CsCheck;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>A random world: how the provider behaves, how the batch is run, and when it is killed.</summary>
internal sealed record WorldPlan(int Tasks, Scenario Scenario, ParallelExecutionOptions Options, double KillAt, int KillAtRecord, bool LastRecordIsLost)
{
    /// <summary>No request uses more tokens, input and output.</summary>
    public const int TokensPerRequest = 40;

    /// <summary>No request is billed more than this, in USD: at most ten tokens of input and <see cref="Output"/> of output.</summary>
    public const decimal DearestRequest = (10 * 0.000001m) + (Output * 0.00001m);

    private const int Output = 20;

    private static readonly Gen<ScenarioLimit> Limits = Gen.Select(
        Gen.Bool, Gen.Int[1, 20], One(1.0, 10.0, 60.0), Gen.Bool, Gen.Int[1, 20], Gen.Bool, Gen.Int[0, 20], Gen.Int[1, 40],
        static (tokens, count, per, isFixed, burst, retryAfter, from, length) => new ScenarioLimit
        {
            Requests = tokens ? null : count,
            Tokens = tokens ? count * 60 : null,
            PerS = per,
            Window = isFixed ? LimitWindow.Fixed : LimitWindow.Sliding,
            Burst = isFixed || tokens ? null : burst,
            RetryAfter = retryAfter,
            FromS = from,
            ToS = from + length,
        });

    private static readonly Gen<ScenarioFault> Faults = Gen.Select(
        Gen.Enum<FaultKind>(), One(0.05, 0.3, 1.0), Gen.Bool, Gen.Int[0, 20], Gen.Int[1, 10],
        static (kind, share, is529, from, length) => new ScenarioFault { Kind = kind, Share = share, Status = is529 ? 529 : 503, FromS = from, ToS = from + length });

    private static readonly Gen<Scenario> Scenarios = Gen.Select(
        Gen.Int[0, 1_000_000], Gen.Double[0.01, 4], One(0, 0.5, 1.5), Limits.Array[0, 2], Faults.Array[0, 3], Gen.Enum<HeaderForm>(),
        static (seed, latency, sigma, limits, faults, headers) => new Scenario
        {
            Seed = seed,
            LatencyS = new() { Median = latency, Sigma = sigma },
            OutputTokens = new() { Median = 1000 },
            Price = new() { InputPerMillion = 1, OutputPerMillion = 10 },
            Limits = limits,
            Faults = faults,
            Headers = headers,
        });

    private static readonly Gen<ParallelExecutionOptions> OptionSets = Gen.Select(
        Gen.OneOf(Gen.Int[1, 12], Gen.Int[13, 300]), Gen.Bool, One(0, 0.7, 3, 10, 50), One<int?>(null, 1, 5), One<long?>(null, 900, 6000),
        One<decimal?>(null, null, 0.0009m, 0.005m), Gen.Int[0, 3], Gen.Int[1, 30],
        static (workers, adapt, rate, burst, tokens, cap, retries, timeout) => new ParallelExecutionOptions
        {
            MaxWorkers = workers,
            AdaptWorkers = adapt,
            RateLimit = rate,
            RateLimitBurst = burst,
            TokensPerMinute = tokens,
            MaxCost = cap,
            MaxRetries = retries,
            Timeout = TimeSpan.FromSeconds(timeout),
            Hedging = timeout % 2 == 0,
            EnableCheckpointing = false,
        });

    // Hedging needs some fifty answers.
    private static readonly Gen<int> Sizes = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 40], static (draw, tasks) => draw == 0 ? 80 + tasks : tasks);

    public static readonly Gen<WorldPlan> All = Gen.Select(
        Sizes, Scenarios, OptionSets, Gen.Double[0, 15], Gen.Int[1, 60], Gen.Bool,
        static (tasks, scenario, options, killAt, record, lost) => new WorldPlan(tasks, scenario, options, killAt, record, lost));

    public IEnumerable<LlmTask> MakeTasks() => Enumerable.Range(0, Tasks).Select(static i => new PlannedTask($"t{i}"));

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private sealed class PlannedTask(string id) : LlmTask<string>(id)
    {
        public override Microsoft.Extensions.AI.ChatOptions Options { get; } = new() { MaxOutputTokens = Output, ModelId = ScriptedProvider.Model };

        public override IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> BuildMessages() =>
            [new(Microsoft.Extensions.AI.ChatRole.User, $"{Id} says what a question says")];

        public override string ParseResponse(string text) => text;

        public override IEnumerable<LlmTask> FollowUps(string value) =>
            Id[0] == 't' && Id[^1] is '0' or '5' ? [new PlannedTask('f' + Id[1..])] : [];
    }
}
