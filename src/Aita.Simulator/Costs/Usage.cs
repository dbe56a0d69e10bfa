namespace Aita.Simulator;

/// <summary>Tokens and price of one answer. Costs are USD.</summary>
internal readonly record struct Usage(
    int PromptTokens, int CachedTokens, int CacheWriteTokens, int CompletionTokens, decimal PromptCost, decimal CompletionCost)
{
    public decimal Cost => PromptCost + CompletionCost;
}
