namespace Aita.Execution;

/// <summary>What an <see cref="OverloadWatch"/> makes of a window.</summary>
/// <param name="Limit">Requests that may be in flight from now on; null to leave it.</param>
/// <param name="IsMistake">Whether the last cut was one, and is taken back.</param>
internal readonly record struct OverloadVerdict(int? Limit, bool IsMistake);
