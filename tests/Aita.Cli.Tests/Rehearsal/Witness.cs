using Aita.Cli.Rehearsal;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>Stands before the provider, takes down what arrives, and answers in the tasks' own words: some models are missing, some answers spoilt.</summary>
internal sealed class Witness(ScriptedProvider provider, VirtualClock clock, RecordBook book, WorldPlan plan) : DelegatingChatClient(provider)
{
    private const double OtherTokenizer = 1.3;

    private readonly Lock _lock = new();
    private readonly Random _random = new(plan.Scenario.Seed);
    private readonly HashSet<Arrival> _open = [];

    /// <summary>Every request.</summary>
    public List<Arrival> Arrivals { get; } = [];

    /// <summary>Tasks that were asked although an answer that can be used was recorded, for them or for another one with the same request.</summary>
    public List<string> BoughtAgain { get; } = [];

    /// <summary>Tasks that were asked while another one with the same request was.</summary>
    public List<string> AskedTwice { get; } = [];

    /// <summary>Requests that are neither answered nor refused yet.</summary>
    public int InFlight => _open.Count;

    /// <summary>USD that the requests in flight may be billed.</summary>
    public decimal MayBeBilled => _open.Sum(static arrival => arrival.WorstCost);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var arrival = Arrive([.. messages], options!);
        try
        {
            if (options!.ModelId!.StartsWith(PlannedTask.Missing, StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(plan.Scenario.RefusalS), clock, cancellationToken);
                throw new LlmException(new LlmFailure(FailureKind.ModelUnavailable, $"There is no {options.ModelId}.") { StatusCode = 404 });
            }

            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            response.ModelId = options.ModelId;
            if (!plan.Traits.AnswersAsExpected)
            {
                response.Usage!.InputTokenCount = (long)(response.Usage.InputTokenCount!.Value * OtherTokenizer);
            }

            Answer(arrival, response);
            return response;
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(arrival);
            }
        }
    }

    private Arrival Arrive(List<ChatMessage> messages, ChatOptions options)
    {
        var ids = (string[])messages.Find(static message => message.RawRepresentation is string[])!.RawRepresentation!;
        var arrival = new Arrival(
            clock.Now.TotalSeconds, ids, (ScriptedProvider.InputTokens(messages) * 0.000001m) + (options.MaxOutputTokens!.Value * 0.00001m));
        lock (_lock)
        {
            Arrivals.Add(arrival);
            foreach (var id in ids)
            {
                var question = plan.QuestionOf(id);
                if (book.HasAnswer(record => plan.QuestionOf(record.Id) == question))
                {
                    BoughtAgain.Add(id);
                }

                if (_open.Any(other => Array.Exists(other.Ids, asked => asked != id && plan.QuestionOf(asked) == question)))
                {
                    AskedTwice.Add(id);
                }
            }

            _open.Add(arrival);
        }

        return arrival;
    }

    private void Answer(Arrival arrival, ChatResponse response)
    {
        lock (_lock)
        {
            arrival.AnsweredAt = clock.Now.TotalSeconds;
            arrival.Used = new TokenUsage(response.Usage!.InputTokenCount!.Value, response.Usage.OutputTokenCount!.Value);
            arrival.Told = (response.RawRepresentation as OpenRouterResponse)?.RateLimits;
            var text = string.Join('\n', arrival.Ids.Select(_ => _random.NextDouble() >= plan.Traits.Spoilt ? PlannedTask.Good : _random.Next(2) == 0 ? "-" : "?"));
            if (_random.NextDouble() < plan.Traits.Spoilt / 2)
            {
                (text, response.FinishReason) = _random.Next(4) switch
                {
                    0 => ("", ChatFinishReason.Stop),
                    1 => ("?", ChatFinishReason.Stop),
                    2 => (text, ChatFinishReason.ContentFilter),
                    _ => (text, ChatFinishReason.Length),
                };
            }

            response.Messages = [new ChatMessage(ChatRole.Assistant, text)];
        }
    }

    /// <summary>A request.</summary>
    /// <param name="at">When it arrived.</param>
    /// <param name="ids">The tasks that it asks for.</param>
    /// <param name="worstCost">USD that it may be billed.</param>
    internal sealed class Arrival(double at, string[] ids, decimal worstCost)
    {
        public double At => at;

        public string[] Ids => ids;

        public decimal WorstCost => worstCost;

        /// <summary>When it was answered; never, if it was not.</summary>
        public double AnsweredAt { get; set; } = double.PositiveInfinity;

        /// <summary>What its answer said it used; nothing without one.</summary>
        public TokenUsage Used { get; set; }

        /// <summary>What the headers of its answer said.</summary>
        public RateLimitSnapshot? Told { get; set; }
    }
}
