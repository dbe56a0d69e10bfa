using System.Globalization;

namespace Aita.Execution;

/// <summary>How a <c>ParallelLlmExecutor</c> runs. Binds from configuration; checked once, with all errors in one message.</summary>
public sealed class ParallelExecutionOptions
{
    /// <summary>A combined answer that cannot be split is asked for again in halves: it must not have any size.</summary>
    private const int MostPacked = 100;

    /// <summary>Requests in flight at the same time, at most.</summary>
    /// <value>Default 5. From 1 to 10,000.</value>
    public int MaxWorkers { get; init; } = 5;

    /// <summary>
    /// Whether the number of requests in flight is found while the batch runs, from 16 up to <see cref="MaxWorkers"/>: eight times as many after
    /// 80 milliseconds and ten round trips in which the provider says nothing, and again after 40 milliseconds and ten round trips; then as many as bring more answers
    /// per second, fewer when answers get slower without getting more, or when the provider refuses.
    /// </summary>
    /// <value>Default false: always up to <see cref="MaxWorkers"/>.</value>
    public bool AdaptWorkers { get; init; }

    /// <summary>Requests sent per second, at most.</summary>
    /// <value>Default 10. 0 means no limit.</value>
    public double RateLimit { get; init; } = 10.0;

    /// <summary>Requests that may be sent at once after a quiet time.</summary>
    /// <value>Default null: a tenth of a second's worth of <see cref="RateLimit"/>, at least 2. Keep it at one second's worth or less.</value>
    public int? RateLimitBurst { get; init; }

    /// <summary>Input and output tokens per minute, at most. A request reserves an estimate and settles with the real figure.</summary>
    /// <value>Default null: no limit.</value>
    public long? TokensPerMinute { get; init; }

    /// <summary>Input tokens per minute, at most, as some providers limit them apart. Counted like <see cref="TokensPerMinute"/>.</summary>
    /// <value>Default null: no limit.</value>
    public long? InputTokensPerMinute { get; init; }

    /// <summary>Output tokens per minute, at most, as some providers limit them apart. A request reserves what answers had so far.</summary>
    /// <value>Default null: no limit.</value>
    public long? OutputTokensPerMinute { get; init; }

    /// <summary>Attempts after the first, for a task whose requests fail.</summary>
    /// <value>
    /// Default 3; more, up to 50, while many other tasks fail with an error of the provider too. 0 for none at all. Rate-limited attempts are counted apart, see
    /// <see cref="MaxRateLimitRetries"/>.
    /// </value>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Attempts of one task that may be refused for their rate before the task is given up on.</summary>
    /// <value>Default 50.</value>
    public int MaxRateLimitRetries { get; init; } = 50;

    /// <summary>
    /// Refusals for its rate after which a task is set aside, when others were answered between any two of them: each such refusal pauses the whole
    /// pool, and chance alone, at one refusal in ten, makes ten in a row for one task in ten thousand million.
    /// </summary>
    /// <value>Default 10. From 2 to 1,000; above <see cref="MaxRateLimitRetries"/> it has no effect.</value>
    public int SetAsideAfter { get; init; } = 10;

    /// <summary>Upper bound of the first random wait before a retry; it grows sixteenfold with each attempt (full jitter).</summary>
    /// <value>Default 0.02 seconds.</value>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Upper bound of every wait before a retry.</summary>
    /// <value>Default 60 seconds.</value>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait that a provider's <c>Retry-After</c> may impose. Asked for more, the batch stops, resumable.</summary>
    /// <value>Default 120 seconds.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long the provider may answer nothing at all before the batch stops, resumable. Until then one request at a time tries again.</summary>
    /// <value>Default 30 minutes. Zero stops the batch as soon as the provider seems to be down.</value>
    public TimeSpan OutageTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// A stronger model that is asked once when an answer still cannot be used after the re-ask, or after the first answer of a task that has no
    /// re-ask. Its requests are the task's own, with the model's name changed.
    /// </summary>
    /// <value>Default null: the task fails.</value>
    public string? RepairModel { get; init; }

    /// <summary>
    /// Models to ask one after another when a task would be given up on: its model is missing, refuses, rejects the request (as too long, for
    /// one), or has used up the task's attempts. Each has attempts of its own.
    /// </summary>
    /// <value>Default empty: the task fails.</value>
    public IReadOnlyList<string> FallbackModels { get; init; } = [];

    /// <summary>Time allowed per attempt, from sending the request to the end of the answer.</summary>
    /// <value>Default 120 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether outcomes are recorded in a checkpoint file, from which the batch resumes.</summary>
    /// <value>Default true.</value>
    public bool EnableCheckpointing { get; init; } = true;

    /// <summary>The checkpoint is flushed to the device after this many records, and at the end.</summary>
    /// <value>Default 10.</value>
    public int CheckpointInterval { get; init; } = 10;

    /// <summary>Folder of the checkpoint files; made when missing.</summary>
    /// <value>Default <c>./checkpoints</c>.</value>
    public string CheckpointDirectory { get; init; } = "./checkpoints";

    /// <summary>Tasks that may be combined in one request, for tasks that derive from <see cref="BatchableLlmTask{TResult}"/>.</summary>
    /// <value>Default 1: nothing is combined, unless <see cref="PackTokens"/> is set.</value>
    public int MaxTasksPerRequest { get; init; } = 1;

    /// <summary>
    /// Combines tasks that derive from <see cref="BatchableLlmTask{TResult}"/> until a request has about this many tokens, input and expected output:
    /// the number of tasks in one finds itself.
    /// </summary>
    /// <value>Default null: as <see cref="MaxTasksPerRequest"/> says. Otherwise that is the most, and 100 where it is 1.</value>
    public long? PackTokens { get; init; }

    /// <summary>Tasks in one request, at most.</summary>
    internal int MostTasksPerRequest => PackTokens is null || MaxTasksPerRequest > 1 ? MaxTasksPerRequest : MostPacked;

    /// <summary>
    /// Whether tasks with the same request (the same task key) are sent once and share the answer: with a checkpoint file however far
    /// apart they are, without one within the latest 4,096 answers. Tasks that are repeated samples of one request have a
    /// <see cref="LlmTask.SampleIndex"/> instead.
    /// </summary>
    /// <value>Default true.</value>
    public bool ShareIdenticalRequests { get; init; } = true;

    /// <summary>
    /// Whether requests that begin alike (1,024 tokens or more, by estimate) are ordered so that the provider's prompt cache is hit: one goes first,
    /// the others follow its answer. Takes about a tenth more time at most, once answers have
    /// told how long a request takes (before: see docs/execution/prompt-caching.md), and nothing when no beginnings are shared.
    /// </summary>
    /// <value>Default true.</value>
    public bool CacheAwareScheduling { get; init; } = true;

    /// <summary>
    /// Whether the end of a shared beginning is marked with <c>cache_control</c> for models that cache nothing else (<c>anthropic/*</c> at OpenRouter).
    /// Raw requests are marked when others begin alike and they hold no such mark. Needs <see cref="CacheAwareScheduling"/>.
    /// </summary>
    /// <value>Default true.</value>
    public bool CacheBreakpoints { get; init; } = true;

    /// <summary>
    /// Whether a request is sent a second time, at the end of the batch, when it takes longer than 95 % of the answers so far did and workers have
    /// nothing else to do. The first answer counts, the other request is aborted. For at most 2 % of the tokens of the run.
    /// </summary>
    /// <value>Default false.</value>
    public bool Hedging { get; init; }

    /// <summary>Hard spending cap of a batch in USD, the spending of resumed runs included. No request is sent that could exceed it.</summary>
    /// <value>Default null: no cap.</value>
    public decimal? MaxCost { get; init; }

    /// <summary>
    /// The most output tokens of an answer to a task that sets no limit itself, by its options or its raw body; a combined request has as many for each of
    /// its tasks. Under <see cref="MaxCost"/> that much is reserved for it, instead of the longest answer that the model gives. Models that think spend
    /// their thoughts from it. It is part of the task key, like a limit of the task's own.
    /// </summary>
    /// <value>Default null: the model's own limit.</value>
    public int? MaxOutputTokens { get; init; }

    /// <summary>After a cancellation: how long requests in flight may take to finish before they are aborted.</summary>
    /// <value>Default 30 seconds. Zero aborts them at once.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Everything that is wrong with the options; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(MaxWorkers is >= 1 and <= 10_000, nameof(MaxWorkers), MaxWorkers, "use a number from 1 to 10000");
        Check(double.IsFinite(RateLimit) && RateLimit >= 0, nameof(RateLimit), RateLimit, "use requests per second, or 0 for no limit");
        Check(RateLimitBurst is null or >= 1, nameof(RateLimitBurst), RateLimitBurst, "use 1 or more, or leave it out");
        Check(TokensPerMinute is null or >= 1, nameof(TokensPerMinute), TokensPerMinute, "use 1 or more, or leave it out");
        Check(InputTokensPerMinute is null or >= 1, nameof(InputTokensPerMinute), InputTokensPerMinute, "use 1 or more, or leave it out");
        Check(OutputTokensPerMinute is null or >= 1, nameof(OutputTokensPerMinute), OutputTokensPerMinute, "use 1 or more, or leave it out");
        Check(MaxRetries is >= 0 and <= 1000, nameof(MaxRetries), MaxRetries, "use a number from 0 to 1000");
        Check(MaxRateLimitRetries >= 0, nameof(MaxRateLimitRetries), MaxRateLimitRetries, "use 0 or more");
        Check(SetAsideAfter is >= 2 and <= 1000, nameof(SetAsideAfter), SetAsideAfter, "use a number from 2 to 1000");
        Check(RetryBaseDelay >= TimeSpan.Zero, nameof(RetryBaseDelay), RetryBaseDelay, "use zero or more");
        Check(RetryMaxDelay >= RetryBaseDelay, nameof(RetryMaxDelay), RetryMaxDelay, $"use at least {nameof(RetryBaseDelay)} ({RetryBaseDelay})");
        Check(MaxRetryAfter >= TimeSpan.Zero, nameof(MaxRetryAfter), MaxRetryAfter, "use zero or more");
        Check(OutageTimeout >= TimeSpan.Zero, nameof(OutageTimeout), OutageTimeout, "use zero or more");
        Check(RepairModel is null || !string.IsNullOrWhiteSpace(RepairModel), nameof(RepairModel), $"'{RepairModel}'", "name a model, or leave it out");
        Check(
            FallbackModels?.All(static model => !string.IsNullOrWhiteSpace(model)) == true, nameof(FallbackModels),
            FallbackModels is null ? "null" : $"'{string.Join(',', FallbackModels)}'", "name a model in every place, or leave it empty");
        Check(Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromDays(1), nameof(Timeout), Timeout, "use more than zero and at most a day");
        Check(CheckpointInterval >= 1, nameof(CheckpointInterval), CheckpointInterval, "use 1 or more");
        Check(!EnableCheckpointing || !string.IsNullOrWhiteSpace(CheckpointDirectory), nameof(CheckpointDirectory), $"'{CheckpointDirectory}'", "name a folder, or switch checkpointing off");
        Check(MaxTasksPerRequest is >= 1 and <= 1000, nameof(MaxTasksPerRequest), MaxTasksPerRequest, "use a number from 1 to 1000");
        Check(PackTokens is null or >= 1, nameof(PackTokens), PackTokens, "use 1 or more, or leave it out");
        Check(MaxCost is null or >= 0, nameof(MaxCost), MaxCost, "use USD, 0 or more, or leave it out");
        Check(MaxOutputTokens is null or >= 1, nameof(MaxOutputTokens), MaxOutputTokens, "use 1 or more, or leave it out");
        Check(DrainTimeout >= TimeSpan.Zero, nameof(DrainTimeout), DrainTimeout, "use zero or more");
        return errors;

        void Check(bool valid, string name, object? value, string advice)
        {
            if (!valid)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}: {advice}."));
            }
        }
    }

    /// <summary>Throws when the options cannot be used.</summary>
    /// <exception cref="ArgumentException">Lists every error.</exception>
    internal void ThrowIfInvalid(string parameterName)
    {
        var errors = Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), parameterName);
        }
    }
}
