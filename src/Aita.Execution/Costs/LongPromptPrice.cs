namespace Aita.Execution;

/// <summary>What calls with a long prompt cost. Immutable.</summary>
/// <param name="MoreThan">The prompt has more tokens than this.</param>
/// <param name="Price">The price of such a call; it may know still longer prompts.</param>
public sealed record LongPromptPrice(long MoreThan, TokenPrice Price);
