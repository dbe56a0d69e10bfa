namespace Aita.Execution;

/// <summary>
/// How many of the last requests failed for a reason that a provider in trouble explains, whatever was asked: a moving mean over about thirty. Only the
/// first attempt of a task counts, so that a few tasks that fail for ever do not make up a storm. Thread-safe.
/// </summary>
internal sealed class FailureShare
{
    private const int Remembered = 30;
    private const int ThoughtAnswered = 4; // before anything is known

    private readonly Lock _lock = new();
    private int _requests = ThoughtAnswered;
    private double _share;

    /// <summary>From 0 to 1; 0 while it is about fewer tasks than would witness an outage.</summary>
    public double Value
    {
        get
        {
            lock (_lock)
            {
                return _share * _requests < OutagePolicy.Witnesses ? 0 : _share;
            }
        }
    }

    /// <summary>An attempt has ended.</summary>
    /// <param name="failure">Why it failed; null when it was answered.</param>
    /// <param name="before">Failed attempts of its task before it.</param>
    public void Ended(LlmFailure? failure, int before)
    {
        if (before > 0 || failure is { Kind: FailureKind.Cancelled or FailureKind.RateLimited })
        {
            return;
        }

        var failed = failure is not null && OutagePolicy.Concerns(failure);
        lock (_lock)
        {
            _requests = Math.Min(_requests + 1, Remembered);
            _share += ((failed ? 1 : 0) - _share) / _requests;
        }
    }
}
