using Aita.Cli.Rehearsal;
using Aita.Execution;
using CsCheck;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>A random world: what is asked, how the provider behaves, how the batch is run, and when it is killed.</summary>
internal sealed record WorldPlan(
    int Tasks, WorldTraits Traits, Scenario Scenario, ParallelExecutionOptions Options, double KillAt, int KillAtRecord, bool LastRecordIsLost)
{
    // Tokens are counted in largest requests here, input and output in the largest of theirs.
    private static readonly Gen<ScenarioLimit> Limits = Gen.Select(
        One(LimitUnit.Requests, LimitUnit.Requests, LimitUnit.Tokens, LimitUnit.InputTokens, LimitUnit.OutputTokens),
        Gen.Int[1, 20], One(1.0, 10.0, 60.0), Gen.Bool, Gen.Int[1, 20], Gen.Bool, Gen.Int[0, 20], Gen.Int[1, 40],
        static (unit, count, per, isFixed, burst, retryAfter, from, length) => new ScenarioLimit
        {
            Requests = unit == LimitUnit.Requests ? count : null,
            Tokens = unit == LimitUnit.Tokens ? count : null,
            InputTokens = unit == LimitUnit.InputTokens ? count : null,
            OutputTokens = unit == LimitUnit.OutputTokens ? count : null,
            PerS = per,
            Window = isFixed ? LimitWindow.Fixed : LimitWindow.Sliding,
            Burst = isFixed || unit != LimitUnit.Requests ? null : burst,
            RetryAfter = retryAfter,
            FromS = from,
            ToS = from + length,
        });

    private static readonly Gen<ScenarioFault> Faults = Gen.Select(
        Gen.Enum<FaultKind>(), One(0.05, 0.3, 1.0), Gen.Bool, Gen.Int[0, 20], Gen.Int[1, 10],
        static (kind, share, is529, from, length) => new ScenarioFault { Kind = kind, Share = share, Status = is529 ? 529 : 503, FromS = from, ToS = from + length });

    private static readonly Gen<Func<WorldTraits, Scenario>> Scenarios = Gen.Select(
        Gen.Int[0, 1_000_000], Gen.Double[0.01, 4], One(0, 0.5, 1.5), Limits.Array[0, 2], Faults.Array[0, 3], Gen.Enum<HeaderForm>(),
        static Func<WorldTraits, Scenario> (seed, latency, sigma, limits, faults, headers) => traits => new Scenario
        {
            Seed = seed,
            LatencyS = new() { Median = latency, Sigma = sigma },
            OutputTokens = traits.AnswersAsExpected ? new() { Median = 1000 } : new() { Median = 10, Sigma = 1 },
            Price = new() { InputPerMillion = 1, OutputPerMillion = 10 },
            Limits =
            [
                .. limits.Select(limit => limit with
                {
                    Tokens = limit.Tokens * (traits.LargestInput + traits.LargestOutput),
                    InputTokens = limit.InputTokens * traits.LargestInput,
                    OutputTokens = limit.OutputTokens * traits.LargestOutput,
                }),
            ],
            Faults = faults,
            Headers = headers,
        });

    private static readonly Gen<Func<WorldTraits, ParallelExecutionOptions>> OptionSets = Gen.Select(
        Gen.Select(Gen.OneOf(Gen.Int[1, 12], Gen.Int[13, 300]), Gen.Bool, One(0, 0.7, 3, 10, 50), One<int?>(null, 1, 5), static (workers, adapt, rate, burst) => (Workers: workers, Adapt: adapt, Rate: rate, Burst: burst)),
        Gen.Select(
            One<int?>(null, null, 1, 10, 60), One<int?>(null, null, 3, 12, 60), One<int?>(null, null, 3, 12, 60),
            static (all, input, output) => (All: all, Input: input, Output: output)),
        One<decimal?>(null, null, 4.3m, 24), Gen.Int[0, 3], Gen.Int[1, 30],
        static Func<WorldTraits, ParallelExecutionOptions> (pace, perMinute, cap, retries, timeout) => traits => new ParallelExecutionOptions
        {
            MaxWorkers = pace.Workers,
            AdaptWorkers = pace.Adapt,
            RateLimit = pace.Rate,
            RateLimitBurst = pace.Burst,
            TokensPerMinute = perMinute.All * (traits.LargestInput + WorldTraits.Output),
            InputTokensPerMinute = perMinute.Input * traits.LargestInput,
            OutputTokensPerMinute = perMinute.Output * WorldTraits.Output,
            MaxCost = cap * ((traits.LargestInput * 0.000001m) + (traits.LargestOutput * 0.00001m)),
            MaxRetries = retries,
            Timeout = TimeSpan.FromSeconds(timeout),
            Hedging = timeout % 2 == 0,
            MaxTasksPerRequest = traits.Pack,
            PackTokens = traits.PacksByTokens && traits.Pack > 1 ? (traits.LargestInput + traits.LargestOutput) / 2 : null,
            FallbackModels = traits.Fallbacks,
            RepairModel = traits.RepairModel,
            EnableCheckpointing = false,
        });

    // Hedging needs some fifty answers.
    private static readonly Gen<int> Sizes = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 40], static (draw, tasks) => draw == 0 ? 80 + tasks : tasks);

    public static readonly Gen<WorldPlan> All = Gen.Select(
        Sizes, WorldTraits.All, Scenarios, OptionSets, Gen.Double[0, 15], Gen.Int[1, 60], Gen.Bool,
        static (tasks, traits, scenario, options, killAt, record, lost) => new WorldPlan(tasks, traits, scenario(traits), options(traits), killAt, record, lost));

    /// <summary>All models that may be asked, which cost the same.</summary>
    public IEnumerable<string> Models => [ScriptedProvider.Model, PlannedTask.Missing, .. Traits.Fallbacks, Traits.RepairModel ?? ScriptedProvider.Model];

    public IEnumerable<LlmTask> MakeTasks() => Enumerable.Range(0, Tasks).Select(i => new PlannedTask($"t{i}", Tasks, Traits));

    public Question QuestionOf(string id) => Question.Of(id, Tasks, Traits.Repetition);

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
