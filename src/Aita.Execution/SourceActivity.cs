namespace Aita.Execution;

/// <summary>
/// Tells a batch whether its source is at work, for a source that makes tasks of the outcomes of earlier ones. As long as nothing is under way
/// there, the source waits for outcomes, and time without a request counts as <see cref="WaitedFor.Answers"/>, not as
/// <see cref="WaitedFor.Source"/>. For one batch. Thread-safe.
/// </summary>
public sealed class SourceActivity
{
    private readonly Lock _lock = new();
    private int _underWay;
    private Action<bool>? _changed;

    /// <summary>A piece of work begins: it may give tasks without any further outcome.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_underWay++ == 0)
            {
                _changed?.Invoke(true);
            }
        }
    }

    /// <summary>A piece of work has ended.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (--_underWay == 0)
            {
                _changed?.Invoke(false);
            }
        }
    }

    /// <summary>Calls back at once and with every change, one call at a time.</summary>
    internal void Observe(Action<bool> isAtWork)
    {
        lock (_lock)
        {
            _changed = isAtWork;
            isAtWork(_underWay > 0);
        }
    }
}
