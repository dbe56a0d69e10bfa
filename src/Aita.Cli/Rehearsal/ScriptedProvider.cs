using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Cli.Rehearsal;

/// <summary>Answers, refuses and fails as a <see cref="Scenario"/> says, in virtual time and without sending anything. Thread-safe.</summary>
internal sealed class ScriptedProvider : IChatClient
{
    /// <summary>The model of every request of a rehearsal.</summary>
    public const string Model = "rehearsed";

    private const int CharactersPerToken = 4;
    private const int TokensPerMessage = 4;
    private const string Answer = "This answer is made up by a rehearsal.";
    private static readonly byte[] Body = "{}"u8.ToArray();

    private readonly Lock _lock = new();
    private readonly Scenario _scenario;
    private readonly VirtualClock _clock;
    private readonly Random _random;
    private readonly LimitCounter[] _limits;
    private readonly TokenPrice? _price;

    public ScriptedProvider(Scenario scenario, VirtualClock clock)
    {
        _scenario = scenario;
        _clock = clock;
        _random = new Random(scenario.Seed);
        _limits = [.. scenario.Limits.Select(static limit => new LimitCounter(limit))];
        _price = scenario.Price is { } price ? new TokenPrice(price.InputPerMillion / 1_000_000, price.OutputPerMillion / 1_000_000) : null;
        Prices = _price is null ? PriceBook.Empty : PriceBook.Empty.With(Model, _price);
    }

    /// <summary>What the executor may know of the prices.</summary>
    public PriceBook Prices { get; }

    /// <summary>Requests that have arrived.</summary>
    public long Requests { get; private set; }

    /// <summary>Requests that are neither answered nor refused yet.</summary>
    public int InFlight { get; private set; }

    /// <summary>USD billed so far, for answers that broke off too.</summary>
    public decimal Billed { get; private set; }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var input = InputTokens(messages, options);
        var plan = Arrive(input, options?.MaxOutputTokens);
        try
        {
            await Task.Delay(plan.After, _clock, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(plan, input);
        }

        return plan.Failure is { } failure ? throw new LlmException(failure) : new ChatResponse(new ChatMessage(ChatRole.Assistant, Answer))
        {
            FinishReason = ChatFinishReason.Stop,
            ModelId = Model,
            Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = plan.Output, TotalTokenCount = input + plan.Output },
            RawRepresentation = new OpenRouterResponse { Body = Body, Cost = _price?.CostOf(new TokenUsage(input, plan.Output)), RateLimits = plan.Told },
        };
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A rehearsal gives whole answers only.");

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("rehearsal", defaultModelId: Model) : null;

    public void Dispose()
    {
        // Holds nothing.
    }

    /// <summary>Input tokens of messages of text: its characters, and a role and separators for each of them.</summary>
    internal static long InputTokens(IReadOnlyCollection<ChatMessage> messages) =>
        (messages.Sum(static message => message.Text.Length) / CharactersPerToken) + (messages.Count * TokensPerMessage);

    // A line of a batch is sent as it is.
    private long InputTokens(IEnumerable<ChatMessage> messages, ChatOptions? options) => options?.RawRepresentationFactory?.Invoke(this) is RawRequest raw
        ? Math.Max(1, raw.EstimateInputTokens(options.ModelId))
        : InputTokens([.. messages]);

    private Plan Arrive(long input, int? maxOutput)
    {
        lock (_lock)
        {
            Requests++;
            InFlight++;
            var now = _clock.Now.TotalSeconds;
            var latency = TimeSpan.FromMilliseconds(Math.Ceiling(Draw(_scenario.LatencyS) * 1000));
            var output = Math.Clamp((long)Draw(_scenario.OutputTokens), 1, maxOutput ?? long.MaxValue);
            var fault = _scenario.Faults.FirstOrDefault(fault => now >= fault.FromS && !(now >= fault.ToS) && _random.NextDouble() < fault.Share);
            var refusal = TimeSpan.FromSeconds(_scenario.RefusalS);
            if (Refuse(new(input, output), now) is { } refused)
            {
                return new(refusal, 0, refused);
            }

            var told = Tell(now);

            return fault?.Kind switch
            {
                FaultKind.Overloaded => new(refusal, 0, new(FailureKind.Overloaded, "The provider is overloaded.") { StatusCode = fault.Status }),
                FaultKind.Server => new(refusal, 0, new(FailureKind.Server, "The provider failed.") { StatusCode = 500 }),
                FaultKind.Hang => new(Timeout.InfiniteTimeSpan, 0, Failure: null),
                FaultKind.Truncated => new(latency, output, new(FailureKind.Server, "The provider's answer is not complete JSON.")),
                _ => new(latency, output, Failure: null, told),
            };
        }
    }

    /// <summary>What the headers of an answer say, as whoever reads them understands it.</summary>
    private RateLimitSnapshot? Tell(double now)
    {
        var utcNow = _clock.GetUtcNow();
        return _scenario.Headers == HeaderForm.None ? null
            : RateLimitHeaders.Read(LimitHeaders.Write(_scenario.Headers, _limits.Where(limit => limit.IsInForce(now)), now, utcNow), utcNow);
    }

    /// <returns>The refusal, or null when all limits let the request pass, which is then counted.</returns>
    private LlmFailure? Refuse(TokenUsage used, double now)
    {
        var (wait, tells) = (0.0, true);
        foreach (var limit in _limits)
        {
            if (limit.IsInForce(now) && limit.WaitFor(used, now) is > 0 and var more)
            {
                (wait, tells) = (Math.Max(wait, more), tells && limit.TellsWait);
            }
        }

        if (wait > 0)
        {
            return new(FailureKind.RateLimited, "The provider refused the request for its rate.")
            {
                StatusCode = 429,
                RetryAfter = tells ? TimeSpan.FromSeconds(Math.Ceiling(wait)) : null,
            };
        }

        foreach (var limit in _limits)
        {
            if (limit.IsInForce(now))
            {
                limit.Take(used, now);
            }
        }

        return null;
    }

    private void Leave(Plan plan, long input)
    {
        lock (_lock)
        {
            InFlight--;
            Billed += plan.Output > 0 ? _price?.CostOf(new TokenUsage(input, plan.Output)) ?? 0 : 0;
        }
    }

    // Box and Muller's transform.
    private double Draw(Spread spread) => spread.Median
        * Math.Exp(spread.Sigma * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));

    /// <summary>What becomes of a request.</summary>
    /// <param name="After">When it ends.</param>
    /// <param name="Output">Tokens of the answer; 0 without one.</param>
    /// <param name="Failure">How it fails; null for an answer.</param>
    /// <param name="Told">What its headers say.</param>
    private readonly record struct Plan(TimeSpan After, long Output, LlmFailure? Failure, RateLimitSnapshot? Told = null);
}
