namespace Aita.Simulator;

/// <summary>Prices answers, and books them when they are given.</summary>
internal sealed class Billing(Simulation simulation)
{
    /// <summary>The bill of an answer, by the state of the cache now.</summary>
    public Bill Price(ChatRequest request, Answer answer)
    {
        int promptTokens = request.PromptTokens;
        int cached = 0;
        int written = 0;
        ulong[] keys = [];
        if (simulation.Cache is { } cache)
        {
            int messages = cache.CacheableMessages(request);
            keys = PromptCache.PrefixKeys(request, messages);
            cached = cache.CachedTokens(request, keys, Now);
            int cacheable = request.Messages.Take(messages).Sum(static message => message.Tokens);
            written = cacheable >= cache.Options.MinTokens ? cacheable - cached : 0;
        }

        var model = simulation.Prices.Find(request.Model) ?? new SimulatedModel { Id = request.Model };
        var usage = PriceList.Price(model, promptTokens, cached, written, answer.CompletionTokens, simulation.Cache?.Options);

        // An answer without a single token is not charged.
        return new Bill(answer.CompletionTokens == 0 ? usage with { PromptCost = 0, CompletionCost = 0 } : usage, keys);
    }

    /// <summary>Charges the credit and the token limit, and fills the prompt cache.</summary>
    public void Book(in Bill bill)
    {
        simulation.Spend(bill.Usage.Cost);
        simulation.Limiter?.Settle(simulation.NowSeconds, bill.Usage.CompletionTokens);
        simulation.Cache?.Remember(bill.PrefixKeys, Now);
    }

    private TimeSpan Now => TimeSpan.FromSeconds(simulation.NowSeconds);
}
