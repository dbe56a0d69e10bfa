using Aita.Execution;

namespace Aita.Cli.Rehearsal;

/// <summary>
/// One limit as the provider counts it. Pure: the time is an argument, in seconds. Not thread-safe. Written apart from the executor's own limiter,
/// since it is a witness of it.
/// </summary>
internal sealed class LimitCounter(ScenarioLimit limit)
{
    private readonly double _allowed = limit.Allowance().Amount;
    private readonly double _capacity = limit.Burst ?? limit.Allowance().Amount;
    private double _level;
    private double _at = limit.FromS;

    /// <summary>Whether a refusal tells how long to wait.</summary>
    public bool TellsWait => limit.RetryAfter;

    public bool IsInForce(double now) => now >= limit.FromS && !(now >= limit.ToS);

    /// <summary>Seconds until a request may pass; 0 when it may pass now.</summary>
    public double WaitFor(TokenUsage used, double now)
    {
        Refresh(now);
        var cost = CostOf(used);
        if (_level + cost <= _capacity + 1e-6)
        {
            return 0;
        }

        return limit.Window == LimitWindow.Fixed ? _at + limit.PerS - now : (_level + cost - _capacity) / _allowed * limit.PerS;
    }

    /// <summary>Counts a request that passes.</summary>
    public void Take(TokenUsage used, double now)
    {
        Refresh(now);
        _level += CostOf(used);
    }

    /// <summary>What is counted.</summary>
    public LimitUnit Unit { get; } = limit.Allowance().Unit;

    /// <summary>What may come at once after a quiet time.</summary>
    public long Capacity => (long)_capacity;

    /// <summary>What may come now, and seconds until all may come again.</summary>
    public (long Left, double Reset) StateAt(double now)
    {
        Refresh(now);
        return ((long)Math.Max(0, Math.Floor(_capacity - _level + 1e-6)), limit.Window == LimitWindow.Fixed ? _at + limit.PerS - now : _level / _allowed * limit.PerS);
    }

    /// <summary>A request larger than the limit passes when nothing else was counted, or it could never pass.</summary>
    private double CostOf(TokenUsage used) => Math.Min(_capacity, Unit switch
    {
        LimitUnit.Requests => 1,
        LimitUnit.Tokens => used.Total,
        LimitUnit.InputTokens => used.Input,
        _ => used.Output,
    });

    private void Refresh(double now)
    {
        if (limit.Window == LimitWindow.Sliding)
        {
            _level = Math.Max(0, _level - ((now - _at) / limit.PerS * _allowed));
            _at = now;
        }
        else if (now >= _at + limit.PerS)
        {
            _level = 0;
            _at += Math.Floor((now - _at) / limit.PerS) * limit.PerS;
        }
    }
}
