namespace Aita.Execution;

/// <summary>Input tokens of a request.</summary>
/// <param name="Likely">About how many: what limits reserve.</param>
/// <param name="Most">How many it may be, before the margin that the cap on cost adds: everything in it that could be text counts as text.</param>
internal readonly record struct InputEstimate(long Likely, long Most)
{
    public static InputEstimate operator +(InputEstimate left, InputEstimate right) => new(left.Likely + right.Likely, left.Most + right.Most);
}
