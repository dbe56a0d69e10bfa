using System.CommandLine;
using System.Numerics;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Cli.Settings;

/// <summary>
/// Every setting that commands share, in the order of the help: name, variable, default, check. Made anew for each run, because options
/// know the commands they belong to.
/// </summary>
internal sealed class SettingTable
{
    private static readonly ParallelExecutionOptions Defaults = new();

    public Setting<WorkerCount> Workers { get; } = new()
    {
        OptionName = "--workers",
        ValueName = "N|auto",
        Variable = "AITA_MAX_WORKERS",
        Default = new WorkerCount(Defaults.MaxWorkers, Adapt: false),
        DefaultText = "5",
        TryRead = WorkerCount.TryRead,
        Advice = "use a whole number from 1 to 10000, or auto",
        Description = $"Requests in flight at the same time, at most; auto finds the number itself, up to {WorkerCount.MaxWhenAdapting}.",
    };

    public Setting<double> RateLimit { get; } = new()
    {
        OptionName = "--rate-limit",
        ValueName = "R",
        Variable = "AITA_RATE_LIMIT_RPS",
        Default = Defaults.RateLimit,
        DefaultText = "10",
        TryRead = SettingValues.Rate,
        Advice = "use requests per second such as 15 or 0.5, requests per minute such as 500/min, or 0 for no limit",
        Description = "Requests per second, or per minute (500/min), at most; 0 for no limit.",
    };

    public Setting<int?> Burst { get; } = Count<int>(
        "--burst", "AITA_BURST", "a tenth of a second's worth, at least 2",
        "Requests that may be sent at once after a quiet time, within --rate-limit.");

    public Setting<long?> TokensPerMinute { get; } = Count<long>(
        "--tokens-per-minute", "AITA_TOKENS_PER_MINUTE", "no limit",
        "Input and output tokens per minute, at most.");

    public Setting<long?> InputTokensPerMinute { get; } = Count<long>(
        "--input-tokens-per-minute", "AITA_INPUT_TOKENS_PER_MINUTE", "no limit",
        "Input tokens per minute, at most.");

    public Setting<long?> OutputTokensPerMinute { get; } = Count<long>(
        "--output-tokens-per-minute", "AITA_OUTPUT_TOKENS_PER_MINUTE", "no limit",
        "Output tokens per minute, at most.");

    public Setting<int> MaxRetries { get; } = new()
    {
        OptionName = "--max-retries",
        ValueName = "N",
        Variable = "AITA_MAX_RETRIES",
        Default = Defaults.MaxRetries,
        DefaultText = "3",
        TryRead = SettingValues.Whole(0, 1000),
        Advice = "use a whole number from 0 to 1000",
        Description = "Attempts after the first for a task that fails; rate-limited ones are not counted.",
    };

    public Setting<int> SetAsideAfter { get; } = new()
    {
        OptionName = "--set-aside-after",
        ValueName = "N",
        Variable = "AITA_SET_ASIDE_AFTER",
        Default = Defaults.SetAsideAfter,
        DefaultText = "10",
        TryRead = SettingValues.Whole(2, 1000),
        Advice = "use a whole number from 2 to 1000",
        Description = "Refusals for its rate after which a task is set aside, when other tasks are answered in between.",
    };

    public Setting<TimeSpan> Timeout { get; } = new()
    {
        OptionName = "--timeout",
        ValueName = "S",
        Variable = "AITA_TIMEOUT",
        Default = Defaults.Timeout,
        DefaultText = "120",
        TryRead = SettingValues.Seconds,
        Advice = "use seconds, more than 0 and at most 86400",
        Description = "Seconds allowed per attempt.",
    };

    public Setting<TimeSpan> MaxRetryAfter { get; } = new()
    {
        OptionName = "--max-retry-after",
        ValueName = "S",
        Variable = "AITA_MAX_RETRY_AFTER",
        Default = Defaults.MaxRetryAfter,
        DefaultText = "120",
        TryRead = SettingValues.Seconds,
        Advice = "use seconds, more than 0 and at most 86400",
        Description = "Seconds that the provider may ask to wait; asked for more, the run stops and says until when.",
    };

    public Setting<TimeSpan> OutageTimeout { get; } = new()
    {
        OptionName = "--outage-timeout",
        ValueName = "S",
        Variable = "AITA_OUTAGE_TIMEOUT",
        Default = Defaults.OutageTimeout,
        DefaultText = "1800",
        TryRead = SettingValues.Seconds,
        Advice = "use seconds, more than 0 and at most 86400",
        Description = "Seconds to wait, trying now and then, for a provider that is down before the run stops.",
    };

    public Setting<decimal?> MaxCost { get; } = new()
    {
        OptionName = "--max-cost",
        ValueName = "USD",
        Variable = "AITA_MAX_COST",
        Default = null,
        DefaultText = "no cap",
        TryRead = SettingValues.Usd,
        Advice = "use USD such as 2.50, 0 or more",
        Description = "Spending cap in USD, resumed runs included; nothing is sent that could exceed it.",
    };

    public Setting<int?> MaxOutputTokens { get; } = Count<int>(
        "--max-output-tokens", "AITA_MAX_OUTPUT_TOKENS", "the model's own limit",
        "Length of an answer in tokens, thoughts included, at most, where the request sets no limit itself. --max-cost reserves so much for each request in flight.");

    public FlagSetting ShareIdentical { get; } = new()
    {
        OptionName = "--no-share-identical",
        Variable = "AITA_SHARE_IDENTICAL",
        Default = Defaults.ShareIdenticalRequests,
        Description = "Send each of several identical requests, instead of one whose answer they share.",
    };

    public FlagSetting CacheAware { get; } = new()
    {
        OptionName = "--no-cache-aware",
        Variable = "AITA_CACHE_AWARE",
        Default = Defaults.CacheAwareScheduling,
        Description = "Send requests in the order of the input, even when another order would use the provider's prompt cache better.",
    };

    public FlagSetting CacheBreakpoints { get; } = new()
    {
        OptionName = "--no-cache-breakpoints",
        Variable = "AITA_CACHE_BREAKPOINTS",
        Default = Defaults.CacheBreakpoints,
        Description = "Put no cache_control into requests to models that cache only what is marked with it (anthropic/*).",
    };

    public FlagSetting Hedging { get; } = new()
    {
        OptionName = "--hedge",
        Variable = "AITA_HEDGE",
        ValueWhenGiven = true,
        Default = Defaults.Hedging,
        Description = "At the end, send what takes longer than 95 % of the answers a second time; the first answer counts. Costs at most 2 % more tokens.",
    };

    public FlagSetting Checkpointing { get; } = new()
    {
        OptionName = "--no-checkpoint",
        Variable = "AITA_ENABLE_CHECKPOINTING",
        Default = Defaults.EnableCheckpointing,
        Description = "Do not record outcomes; the run cannot be resumed.",
    };

    public FlagSetting Resume { get; } = new()
    {
        OptionName = "--no-resume",
        Default = true,
        Description = "Start anew and reuse nothing of an earlier run.",
    };

    public Setting<int> CheckpointInterval { get; } = new()
    {
        OptionName = "--checkpoint-interval",
        ValueName = "N",
        Variable = "AITA_CHECKPOINT_INTERVAL",
        Default = Defaults.CheckpointInterval,
        DefaultText = "10",
        TryRead = SettingValues.Whole(1, int.MaxValue),
        Advice = "use a whole number of 1 or more",
        Description = "Flush the checkpoint to the disk after this many tasks.",
    };

    public Setting<string> CheckpointDirectory { get; } = new()
    {
        OptionName = "--checkpoint-dir",
        ValueName = "DIR",
        Variable = "AITA_CHECKPOINT_DIR",
        Default = Defaults.CheckpointDirectory,
        DefaultText = "./checkpoints",
        TryRead = SettingValues.Text,
        Advice = "name a folder",
        Description = "Folder of the checkpoints.",
    };

    public Setting<ProgressMode> Progress { get; } = new()
    {
        OptionName = "--progress",
        ValueName = "auto|bar|plain|none",
        Variable = "AITA_SHOW_PROGRESS",
        Default = ProgressMode.Auto,
        DefaultText = "auto",
        TryRead = SettingValues.Progress,
        Advice = "use auto, bar, plain or none",
        Description = "How progress is shown on stderr: auto is a bar on a terminal and plain lines elsewhere.",
    };

    public Setting<string?> ApiKey { get; } = new()
    {
        Variable = "OPENROUTER_API_KEY",
        Default = null,
        DefaultText = "none",
        TryRead = SettingValues.Key,
        Advice = "copy the key again, without spaces or line breaks",
        Description = "The API key. May be empty when the endpoint is on this machine.",
        IsSecret = true,
    };

    public Setting<string> Model { get; } = new()
    {
        OptionName = "--model",
        ValueName = "NAME",
        Variable = "OPENROUTER_MODEL",
        Default = "google/gemini-2.5-flash",
        DefaultText = "google/gemini-2.5-flash",
        TryRead = SettingValues.Text,
        Advice = "name a model such as google/gemini-2.5-flash",
        Description = "The model of requests that name none.",
    };

    public Setting<string?> RepairModel { get; } = new()
    {
        OptionName = "--repair-model",
        ValueName = "NAME",
        Variable = "AITA_REPAIR_MODEL",
        Default = null,
        DefaultText = "none",
        TryRead = static (string text, out string? value) => SettingValues.Text(text, out value),
        Advice = "name a model",
        Description = "A stronger model, asked once when an answer still cannot be used after the model was shown why.",
    };

    public Setting<IReadOnlyList<string>> FallbackModels { get; } = new()
    {
        OptionName = "--fallback-models",
        ValueName = "A,B",
        Variable = "AITA_FALLBACK_MODELS",
        Default = [],
        DefaultText = "none",
        TryRead = SettingValues.Names,
        Advice = "name models with commas between them",
        Description = "Models to ask one after another when a task's own is missing, refuses or keeps failing.",
    };

    public Setting<Uri> BaseUrl { get; } = new()
    {
        OptionName = "--base-url",
        ValueName = "URL",
        Variable = "OPENROUTER_BASE_URL",
        Default = new Uri("https://openrouter.ai/api/v1"),
        DefaultText = "https://openrouter.ai/api/v1",
        TryRead = SettingValues.Url,
        Advice = "use an address such as https://openrouter.ai/api/v1 or http://localhost:11434/v1, without user name and query",
        Description = "Any server that speaks the OpenAI format.",
    };

    public Setting<string> DataDirectory { get; } = new()
    {
        OptionName = "--data-dir",
        ValueName = "DIR",
        Variable = "AITA_DATA_DIR",
        Default = "./data",
        DefaultText = "./data",
        TryRead = SettingValues.Text,
        Advice = "name a folder",
        Description = "Folder of assignments and costs; the cost ledger is its subfolder cost_tracking.",
    };

    public Setting<Uri?> Otlp { get; } = new()
    {
        OptionName = "--otlp",
        ValueName = "URL",
        Variable = "AITA_OTLP_ENDPOINT",
        Default = null,
        DefaultText = "off",
        TryRead = static (string text, out Uri? value) =>
        {
            var valid = SettingValues.Url(text, out var url);
            value = url;
            return valid;
        },
        Advice = "use the address of a collector such as http://localhost:4318",
        Description = "Send metrics and traces to an OpenTelemetry collector (OTLP over HTTP; gRPC on port 4317).",
    };

    /// <summary>The exam that a command works on; only exam commands have it.</summary>
    public Setting<string> Assignment { get; } = new()
    {
        OptionName = "--assignment",
        ShortName = "-a",
        ValueName = "NAME",
        Variable = "AITA_ASSIGNMENT",
        Default = AssignmentFolder.DefaultName,
        DefaultText = AssignmentFolder.DefaultName,
        TryRead = SettingValues.Text,
        Advice = "name an assignment",
        Description = "The assignment: a folder of the data folder. Without a name and without a folder of the default's, the only one there is.",
    };

    /// <summary>Answers questions with yes; only commands that ask have it.</summary>
    public FlagSetting Yes { get; } = new()
    {
        OptionName = "--yes",
        ShortName = "-y",
        ValueWhenGiven = true,
        Default = false,
        Description = "Answer yes to every question. Without a terminal nothing is asked before requests are sent, but files are deleted only with this option.",
    };

    /// <summary>The options of every command that runs a batch.</summary>
    public IEnumerable<Option> RunOptions =>
    [
        Workers.Option!, RateLimit.Option!, Burst.Option!, TokensPerMinute.Option!, InputTokensPerMinute.Option!, OutputTokensPerMinute.Option!,
        MaxRetries.Option!, SetAsideAfter.Option!, Timeout.Option!, MaxRetryAfter.Option!, OutageTimeout.Option!, MaxCost.Option!, MaxOutputTokens.Option!,
        ShareIdentical.Option, CacheAware.Option, CacheBreakpoints.Option, Hedging.Option, Checkpointing.Option, Resume.Option, CheckpointInterval.Option!, CheckpointDirectory.Option!,
        Model.Option!, RepairModel.Option!, FallbackModels.Option!, BaseUrl.Option!, DataDirectory.Option!, Progress.Option!, Otlp.Option!,
    ];

    /// <summary>A whole number of 1 or more that need not be set.</summary>
    private static Setting<T?> Count<T>(string optionName, string variable, string defaultText, string description)
        where T : struct, IBinaryInteger<T> => new()
        {
            OptionName = optionName,
            ValueName = "N",
            Variable = variable,
            Default = null,
            DefaultText = defaultText,
            TryRead = SettingValues.Positive,
            Advice = "use a whole number of 1 or more",
            Description = description,
        };
}
