using System.CommandLine;
using Aita.Execution;

namespace Aita.Cli.Settings;

/// <summary>Reads settings for a command and reports everything that is wrong with them in one message.</summary>
/// <param name="table">The settings there are.</param>
/// <param name="services">Environment and working directory.</param>
internal sealed class SettingsReader(SettingTable table, AitaServices services)
{
    private readonly List<string> _errors = [];
    private IReadOnlyDictionary<string, string>? _dotEnv;

    /// <summary>Reads what a command that runs batches needs.</summary>
    /// <exception cref="CliException">Lists every wrong value.</exception>
    public RunSettings ReadRun(ParseResult command)
    {
        var sources = Sources(command);
        var settings = new RunSettings
        {
            Execution = ReadExecution(sources, recorded: true),
            Resume = table.Resume.Resolve(sources, _errors),
            Progress = table.Progress.Resolve(sources, _errors),
            ApiKey = table.ApiKey.Resolve(sources, _errors),
            Model = table.Model.Resolve(sources, _errors),
            BaseUrl = table.BaseUrl.Resolve(sources, _errors),
            DataDirectory = services.FullPath(table.DataDirectory.Resolve(sources, _errors)),
            Otlp = table.Otlp.Resolve(sources, _errors),
        };
        if (sources.FindVariable(table.ApiKey.Variable) is null && !settings.BaseUrl.IsLoopback)
        {
            _errors.Add($"OPENROUTER_API_KEY is not set: put your key for {settings.BaseUrl.Host} into the environment or into .env, or point --base-url to a server on this machine.");
        }

        _errors.AddRange(settings.Execution.Validate());
        ThrowIfWrong();
        return settings;
    }

    /// <summary>Reads how batches would run. A rehearsal needs no key and records nothing.</summary>
    /// <exception cref="CliException">Lists every wrong value.</exception>
    public ParallelExecutionOptions ReadRehearsal(ParseResult command)
    {
        var options = ReadExecution(Sources(command), recorded: false);
        _errors.AddRange(options.Validate());
        ThrowIfWrong();
        return options;
    }

    /// <summary>Reads one setting.</summary>
    /// <exception cref="CliException">Its value is wrong.</exception>
    public T Read<T>(Setting<T> setting, ParseResult command)
    {
        var value = setting.Resolve(Sources(command), _errors);
        ThrowIfWrong();
        return value;
    }

    /// <summary>Whether somebody set it, on the command line or in the environment, so that it is not the default.</summary>
    public bool IsGiven<T>(Setting<T> setting, ParseResult command) => Sources(command).Find(setting.Option, setting.Variable) is not null;

    private ParallelExecutionOptions ReadExecution(SettingSources sources, bool recorded)
    {
        var workers = table.Workers.Resolve(sources, _errors);
        return new ParallelExecutionOptions
        {
            MaxWorkers = workers.Max,
            AdaptWorkers = workers.Adapt,
            RateLimit = table.RateLimit.Resolve(sources, _errors),
            RateLimitBurst = table.Burst.Resolve(sources, _errors),
            TokensPerMinute = table.TokensPerMinute.Resolve(sources, _errors),
            InputTokensPerMinute = table.InputTokensPerMinute.Resolve(sources, _errors),
            OutputTokensPerMinute = table.OutputTokensPerMinute.Resolve(sources, _errors),
            MaxRetries = table.MaxRetries.Resolve(sources, _errors),
            SetAsideAfter = table.SetAsideAfter.Resolve(sources, _errors),
            Timeout = table.Timeout.Resolve(sources, _errors),
            MaxRetryAfter = table.MaxRetryAfter.Resolve(sources, _errors),
            OutageTimeout = table.OutageTimeout.Resolve(sources, _errors),
            RepairModel = table.RepairModel.Resolve(sources, _errors),
            FallbackModels = table.FallbackModels.Resolve(sources, _errors),
            MaxCost = table.MaxCost.Resolve(sources, _errors),
            MaxOutputTokens = table.MaxOutputTokens.Resolve(sources, _errors),
            ShareIdenticalRequests = table.ShareIdentical.Resolve(sources, _errors),
            CacheAwareScheduling = table.CacheAware.Resolve(sources, _errors),
            CacheBreakpoints = table.CacheBreakpoints.Resolve(sources, _errors),
            Hedging = table.Hedging.Resolve(sources, _errors),
            EnableCheckpointing = recorded && table.Checkpointing.Resolve(sources, _errors),
            CheckpointInterval = table.CheckpointInterval.Resolve(sources, _errors),
            CheckpointDirectory = services.FullPath(table.CheckpointDirectory.Resolve(sources, _errors)),
        };
    }

    private SettingSources Sources(ParseResult command) =>
        new(command, services.Environment, _dotEnv ??= DotEnvFile.Read(services.WorkingDirectory));

    private void ThrowIfWrong()
    {
        if (_errors.Count == 0)
        {
            return;
        }

        var errors = string.Join(Environment.NewLine, _errors.Select(static e => $"  {e}"));
        var message = _errors.Count == 1 ? _errors[0] : $"{_errors.Count} settings cannot be used:{Environment.NewLine}{errors}";
        _errors.Clear();
        throw new CliException(message);
    }
}
