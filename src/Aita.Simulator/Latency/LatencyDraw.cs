namespace Aita.Simulator;

/// <summary>How long one request takes, from its arrival to just before its answer is written.</summary>
/// <param name="FirstToken">Time to the first streamed piece of text; at most <paramref name="Total"/>.</param>
/// <param name="Total">Time to the whole answer.</param>
public readonly record struct LatencyDraw(TimeSpan FirstToken, TimeSpan Total);
