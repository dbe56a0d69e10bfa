namespace Aita.Execution;

/// <summary>What OpenRouter says about an API key.</summary>
/// <param name="Limit">What the key may spend, in USD; null: no limit of its own.</param>
/// <param name="LimitRemaining">What is left of <paramref name="Limit"/>, in USD; null: no limit of its own. The account's balance may be lower.</param>
/// <param name="Usage">What the key has spent, in USD; null when not said.</param>
/// <param name="IsFreeTier">Whether the account never bought credit: 50 requests a day to free models.</param>
public sealed record KeyStatus(decimal? Limit, decimal? LimitRemaining, decimal? Usage, bool IsFreeTier);
