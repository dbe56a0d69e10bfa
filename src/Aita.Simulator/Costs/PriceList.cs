namespace Aita.Simulator;

/// <summary>Finds models and prices usage.</summary>
internal sealed class PriceList
{
    private readonly Dictionary<string, SimulatedModel> _models;
    private readonly bool _restrict;

    public PriceList(IReadOnlyList<SimulatedModel> models, bool restrict)
    {
        _models = models.ToDictionary(model => model.Id, StringComparer.OrdinalIgnoreCase);
        _restrict = restrict;
    }

    /// <summary>The model of that id, or null when it is unknown and models are restricted; an unlisted one has default prices.</summary>
    public SimulatedModel? Find(string id)
    {
        if (_models.TryGetValue(id, out var model))
        {
            return model;
        }

        return _restrict ? null : new SimulatedModel { Id = id };
    }

    /// <summary>Prices an answer; without a prompt cache give 0 cached and written tokens.</summary>
    public static Usage Price(
        SimulatedModel model, int promptTokens, int cachedTokens, int writtenTokens, int completionTokens, PromptCacheOptions? cache)
    {
        decimal factorUnits = promptTokens;
        if (cache is not null)
        {
            factorUnits += (cachedTokens * (cache.ReadFactor - 1)) + (writtenTokens * (cache.WriteFactor - 1));
        }

        return new Usage(
            promptTokens,
            cachedTokens,
            writtenTokens,
            completionTokens,
            factorUnits * model.PromptPrice,
            completionTokens * model.CompletionPrice);
    }
}
