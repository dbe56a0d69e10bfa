using System.CommandLine;
using System.Globalization;
using Aita.Simulator;

namespace Aita.Cli.Commands;

/// <summary>The options of <c>aita simulate</c>.</summary>
internal sealed class SimulateOptions
{
    private readonly Option<int> _port = new("--port") { Description = "TCP port on 127.0.0.1; 0 takes a free one. [default: 0]", HelpName = "N" };
    private readonly Option<double> _latency = new("--latency-ms") { Description = "Mean latency of an answer. [default: 0]", HelpName = "MS" };
    private readonly Option<double> _sigma = new("--sigma") { Description = "Spread of the latency: 0 is constant, 0.3 calm, 0.9 a heavy tail. [default: 0]", HelpName = "X" };
    private readonly Option<string?> _profile = new("--latency") { Description = $"Latency of a real model instead: {string.Join(", ", LatencyModel.ProfileNames)}.", HelpName = "PROFILE" };
    private readonly Option<double?> _rateLimit = new("--rate-limit") { Description = "Requests per second, at most. [default: no limit]", HelpName = "R" };
    private readonly Option<double?> _laterLimit = new("--later-rate-limit") { Description = "Requests per second after --change-after requests. [default: it does not change]", HelpName = "R" };
    private readonly Option<int?> _changeAfter = new("--change-after") { Description = "Requests after which --later-rate-limit holds.", HelpName = "N" };
    private readonly Option<int?> _burst = new("--burst") { Description = "Requests that may come at once. [default: one second's worth]", HelpName = "N" };
    private readonly Option<long?> _tokens = new("--tokens-per-minute") { Description = "Tokens per minute, at most. [default: no limit]", HelpName = "N" };
    private readonly Option<long?> _inputTokens = new("--input-tokens-per-minute") { Description = "Input tokens per minute, at most. [default: no limit]", HelpName = "N" };
    private readonly Option<long?> _outputTokens = new("--output-tokens-per-minute") { Description = "Output tokens per minute, at most. [default: no limit]", HelpName = "N" };
    private readonly Option<string> _headers = new("--headers") { Description = "How answers tell the limits: none, openrouter (when they refuse), openai or anthropic.", HelpName = "FORM", DefaultValueFactory = static _ => "openrouter" };
    private readonly Option<int?> _retryAfter = new("--retry-after") { Description = "Seconds to send as Retry-After. [default: the true wait]", HelpName = "S" };
    private readonly Option<double> _failRate = new("--fail-rate") { Description = "Share of the requests that fail with 503, 0 to 1. [default: 0]", HelpName = "P" };
    private readonly Option<double> _rateLimited = new("--rate-limited-rate") { Description = "Share of the requests refused with 429 at random, 0 to 1. [default: 0]", HelpName = "P" };
    private readonly Option<double> _malformed = new("--malformed-rate") { Description = "Share of the answers with malformed JSON, 0 to 1. [default: 0]", HelpName = "P" };
    private readonly Option<double> _hang = new("--hang-rate") { Description = "Share of the requests that are never answered, 0 to 1. [default: 0]", HelpName = "P" };
    private readonly Option<double> _reset = new("--reset-rate") { Description = "Share of the connections that are reset, 0 to 1. [default: 0]", HelpName = "P" };
    private readonly Option<double> _failFirst = new("--fail-first") { Description = "Share of the requests whose first attempt alone fails with 503, 0 to 1. [default: 0]", HelpName = "P" };
    private readonly Option<decimal?> _credit = new("--credit") { Description = "USD after which requests are refused with 402. [default: no limit]", HelpName = "USD" };
    private readonly Option<string?> _requiredKey = new("--required-key") { Description = "Refuse requests with any other key with 401. [default: every key, and none, is accepted]", HelpName = "KEY" };
    private readonly Option<bool> _restrictModels = new("--restrict-models") { Description = "Refuse models that GET /models does not list with 404." };
    private readonly Option<decimal> _cacheRead = new("--cache-read-factor") { Description = "Price of a cached prompt token as a factor of the prompt price; Anthropic 0.1.", HelpName = "X", DefaultValueFactory = static _ => 0.25m };
    private readonly Option<decimal> _cacheWrite = new("--cache-write-factor") { Description = "Price of a prompt token written to the cache as a factor of the prompt price; Anthropic 1.25.", HelpName = "X", DefaultValueFactory = static _ => 1m };
    private readonly Option<int> _answerTokens = new("--answer-tokens") { Description = "Median length of answers in tokens.", HelpName = "N", DefaultValueFactory = static _ => 120 };
    private readonly Option<string?> _truth = new("--truth") { Description = "What is true of the synthetic exam whose pages are read and graded. [default: that of samples/midterm]", HelpName = "FILE" };
    private readonly Option<double> _readingNoise = new("--reading-noise") { Description = "Share of the characters misread on the pages of a synthetic exam, 0 to 1.", HelpName = "P", DefaultValueFactory = static _ => 0.005 };
    private readonly Option<double> _nameNoise = new("--name-noise") { Description = "Share of the characters misread in its names and ids, 0 to 1. [default: 0]", HelpName = "P" };
    private readonly Option<double> _gradingNoise = new("--grading-noise") { Description = "Share of its answers that get half a point or a point too much or too little, 0 to 1. [default: 0]", HelpName = "P" };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of all that is drawn.", HelpName = "N", DefaultValueFactory = static _ => 1 };

    public SimulateOptions() => _headers.AcceptOnlyFromAmong("none", "openrouter", "openai", "anthropic");

    public IEnumerable<Option> All =>
    [
        _port, _latency, _sigma, _profile, _rateLimit, _laterLimit, _changeAfter, _burst, _tokens, _inputTokens, _outputTokens, _headers, _retryAfter, _failRate, _rateLimited, _malformed, _hang, _reset,
        _failFirst, _credit, _requiredKey, _restrictModels, _cacheRead, _cacheWrite, _answerTokens, _truth,
        _readingNoise, _nameNoise, _gradingNoise, _seed,
    ];

    /// <exception cref="CliException">Options cannot be used, or do not go together; names every one.</exception>
    public async Task<SimulatorOptions> ReadAsync(ParseResult parsed, AitaServices services, CancellationToken cancellationToken)
    {
        ThrowIfWrong(parsed);
        return Create(parsed, await ReadTruthAsync(parsed.GetValue(_truth), services, cancellationToken));
    }

    private static async Task<SimulatedTruth> ReadTruthAsync(string? path, AitaServices services, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return SimulatedTruth.Midterm;
        }

        try
        {
            return await SimulatedTruth.LoadAsync(services.FullPath(path), cancellationToken);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--truth is '{path}', which cannot be used ({e.Message}): give the truth.json of a synthetic exam.", inner: e);
        }
    }

    private SimulatorOptions Create(ParseResult parsed, SimulatedTruth truth) => new()
    {
        Truth = truth,
        ReadingNoise = parsed.GetValue(_readingNoise),
        NameNoise = parsed.GetValue(_nameNoise),
        GradingNoise = new GradingNoise { Probability = parsed.GetValue(_gradingNoise) },
        Port = parsed.GetValue(_port),
        Seed = parsed.GetValue(_seed),
        Latency = ReadLatency(parsed),
        MedianCompletionTokens = parsed.GetValue(_answerTokens),
        CreditLimit = parsed.GetValue(_credit),
        RequiredKey = parsed.GetValue(_requiredKey),
        RestrictModels = parsed.GetValue(_restrictModels),
        PromptCache = new PromptCacheOptions { ReadFactor = parsed.GetValue(_cacheRead), WriteFactor = parsed.GetValue(_cacheWrite) },
        RateLimit = ReadRateLimit(parsed),
        Faults = new FaultPlan
        {
            FirstAttemptsOnly = parsed.GetValue(_failFirst),
            RetryAfterSeconds = parsed.GetValue(_retryAfter),
            Probabilities = ReadFaults(parsed),
        },
    };

    private void ThrowIfWrong(ParseResult parsed)
    {
        var errors = new List<string>();
        Check(_port, static port => port is >= 0 and <= 65_535, "use 0 (any free port) to 65535");
        foreach (var share in (ReadOnlySpan<Option<double>>)[_failRate, _rateLimited, _malformed, _hang, _reset, _failFirst, _readingNoise, _nameNoise, _gradingNoise])
        {
            Check(share, static value => value is >= 0 and <= 1, "use 0 to 1");
        }

        Check(_rateLimit, static rate => rate is null or (> 0 and < double.PositiveInfinity), "use a rate above 0, or leave it out for no limit");
        Check(_laterLimit, static rate => rate is null or (> 0 and < double.PositiveInfinity), "use a rate above 0, or leave it out");
        Check(_changeAfter, static requests => requests is null or >= 0, "use 0 or more, or leave it out");
        Check(_burst, static burst => burst is null or >= 1, "use 1 or more, or leave it out");
        foreach (var limit in (ReadOnlySpan<Option<long?>>)[_tokens, _inputTokens, _outputTokens])
        {
            Check(limit, static tokens => tokens is null or >= 1, "use 1 or more, or leave it out for no limit");
        }

        Check(_retryAfter, static seconds => seconds is null or >= 0, "use 0 or more seconds, or leave it out");
        Check(_credit, static credit => credit is null or >= 0, "use 0 or more USD, or leave it out for no limit");
        Check(_cacheRead, static factor => factor >= 0, "use 0 or more");
        Check(_cacheWrite, static factor => factor >= 0, "use 0 or more");
        Check(_answerTokens, static tokens => tokens >= 1, "use 1 or more");
        if (errors.Count > 0)
        {
            throw new CliException(string.Join(Environment.NewLine, errors));
        }

        void Check<T>(Option<T> option, Predicate<T> isValid, string advice)
        {
            var value = parsed.GetValue(option)!;
            if (!isValid(value))
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}: {advice}."));
            }
        }
    }

    private RateLimitOptions? ReadRateLimit(ParseResult parsed)
    {
        var (rate, burst) = (parsed.GetValue(_rateLimit), parsed.GetValue(_burst));
        var (tokens, input, output) = (parsed.GetValue(_tokens), parsed.GetValue(_inputTokens), parsed.GetValue(_outputTokens));
        if (burst is not null && rate is null)
        {
            throw new CliException($"--burst is '{burst}', but there is no --rate-limit that it could belong to: give both.");
        }

        var (later, after) = (parsed.GetValue(_laterLimit), parsed.GetValue(_changeAfter));
        if ((later is null) != (after is null) || (later is not null && rate is null))
        {
            throw new CliException("--later-rate-limit and --change-after belong together, and to a --rate-limit: give all three.");
        }

        if ((rate, tokens, input, output) is (null, null, null, null))
        {
            return parsed.GetResult(_headers) is { Implicit: false }
                ? throw new CliException($"--headers is '{parsed.GetValue(_headers)}', but there is no limit that could be told: give one.")
                : null;
        }

        return new RateLimitOptions
        {
            RequestsPerSecond = rate,
            LaterRequestsPerSecond = later,
            ChangeAfter = after ?? 0,
            Burst = burst,
            TokensPerMinute = tokens,
            InputTokensPerMinute = input,
            OutputTokensPerMinute = output,
            RetryAfterSeconds = parsed.GetValue(_retryAfter),
            Headers = Enum.Parse<RateLimitHeaders>(parsed.GetValue(_headers)!, ignoreCase: true),
        };
    }

    private LatencyModel ReadLatency(ParseResult parsed)
    {
        if (parsed.GetValue(_profile) is { } profile)
        {
            try
            {
                return LatencyModel.Parse(profile);
            }
            catch (FormatException e)
            {
                throw new CliException(e.Message, inner: e);
            }
        }

        var (latency, sigma) = (parsed.GetValue(_latency), parsed.GetValue(_sigma));
        if (latency is not (>= 0 and <= 86_400_000) || sigma is not (>= 0 and <= 5))
        {
            throw new CliException($"--latency-ms is '{latency}' and --sigma is '{sigma}': use 0 to 86400000 milliseconds and a spread from 0 to 5.");
        }

        return latency == 0 ? LatencyModel.None : LatencyModel.LogNormal(TimeSpan.FromMilliseconds(latency), sigma);
    }

    private Dictionary<FaultKind, double> ReadFaults(ParseResult parsed)
    {
        var faults = new Dictionary<FaultKind, double>();
        foreach (var (option, kind) in (ReadOnlySpan<(Option<double>, FaultKind)>)
        [
            (_failRate, FaultKind.Unavailable503), (_rateLimited, FaultKind.RateLimited429), (_malformed, FaultKind.MalformedJson),
            (_hang, FaultKind.Hang), (_reset, FaultKind.ConnectionReset),
        ])
        {
            if (parsed.GetValue(option) is not 0 and var share)
            {
                faults[kind] = share;
            }
        }

        return faults;
    }
}
