namespace Aita.Execution;

/// <summary>
/// Whether a request that takes long is worth asking a second time: when it takes longer than nearly all others, and only as often as a small share
/// of the tokens of the run pays for. Learns from the answers. Pure: knows no clock. Not thread-safe.
/// </summary>
/// <remarks>J. Dean and L. A. Barroso, The Tail at Scale, CACM 2013: hedging after the 95th percentile cuts the tail for a few per cent more load.</remarks>
internal sealed class HedgePolicy
{
    /// <summary>Share of all tokens that hedges may use.</summary>
    public const double TokenShare = 0.02;

    private const double Quantile = 0.95;

    /// <summary>Quantiles are known within 5 %: who answers as late as all others is not to be taken for late.</summary>
    private const double Margin = 1.05;

    /// <summary>Answers before anything is taken to be long: one in twenty is what the quantile means.</summary>
    private const int LeastAnswers = 20;

    private readonly LatencyHistogram _latencies = new();
    private long _used;
    private long _output;
    private long _known;
    private long _charged;

    /// <summary>How long a request is waited for before it is asked a second time; null while too little is known.</summary>
    public TimeSpan? Patience => _latencies.Count < LeastAnswers ? null : _latencies.Quantile(Quantile) * Margin;

    /// <summary>A request was answered.</summary>
    public void Answered(TimeSpan latency, TokenUsage? usage)
    {
        _latencies.Add(latency);
        _used += usage?.Total ?? 0;
        _output += usage?.Output ?? 0;
        _known += usage is null ? 0 : 1;
    }

    /// <summary>Takes the tokens of a hedge from what hedges may use.</summary>
    /// <param name="input">Its input tokens, as estimated. It counts as at least what requests used so far: an estimate may be too low.</param>
    /// <returns>The tokens that were taken; null when there are not enough.</returns>
    public long? TryCharge(long input)
    {
        var tokens = _known == 0 ? input : Math.Max(input + (_output / _known), _used / _known);
        if (_charged + tokens > _used * TokenShare)
        {
            return null;
        }

        _charged += tokens;
        return tokens;
    }

    /// <summary>A hedge has ended: the tokens that were taken for it are replaced by those it used, where they are known.</summary>
    /// <param name="charged">The tokens that were taken.</param>
    /// <param name="used">The tokens it used; null leaves the estimate.</param>
    public void Settle(long charged, long? used) => _charged += (used ?? charged) - charged;
}
