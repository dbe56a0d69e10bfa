using System.Diagnostics.CodeAnalysis;

namespace Aita.Execution;

/// <summary>
/// A request and the second one that may be sent for it: the first answer wins, and the other request is aborted. The task stays with the first
/// request, which takes over the answer of the second. Thread-safe.
/// </summary>
/// <param name="primary">The task, with its first request.</param>
/// <param name="sent">When that was sent.</param>
[SuppressMessage("Design", "CA1001", Justification = "The sources have no timer and hold nothing; who disposed them would have to know that both requests have ended.")]
internal sealed class HedgeRace(WorkItem primary, long sent)
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _primaryLost = new(); // without a timer: holds nothing to dispose
    private readonly CancellationTokenSource _hedgeLost = new();
    private TaskCompletionSource? _hedgeEnded;
    private bool _primaryEnded;
    private bool _primaryAnswered;

    public WorkItem Primary => primary;

    public long Sent => sent;

    /// <summary>Cancelled when the first request is no longer needed.</summary>
    public CancellationToken PrimaryLost => _primaryLost.Token;

    /// <summary>Cancelled when the second request is no longer needed, be it in flight or not.</summary>
    public CancellationToken HedgeLost => _hedgeLost.Token;

    /// <summary>The end of the second request; completed when none is in flight.</summary>
    public Task HedgeEnded => _hedgeEnded?.Task ?? Task.CompletedTask;

    /// <summary>Tokens that were taken for the second request.</summary>
    public long Charged { get; set; }

    /// <summary>Whether the second request was sent.</summary>
    public bool WasHedged { get; private set; }

    /// <summary>The answer of the second request, when it won, with its time and the reservation that its cost replaces.</summary>
    public (LlmAnswer Answer, TimeSpan Elapsed, CostReservation Reserved)? Won { get; private set; }

    /// <summary>The second request is about to be sent; false when it is not needed any more.</summary>
    public bool TryStartHedge()
    {
        lock (_lock)
        {
            if (_primaryEnded)
            {
                return false;
            }

            WasHedged = true;
            _hedgeEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>The first request has ended.</summary>
    /// <returns>True when it failed and the second one is still in flight: the task waits for that one's end, and takes over its slot.</returns>
    public bool EndPrimary(bool answered)
    {
        lock (_lock)
        {
            _primaryEnded = true;
            _primaryAnswered = answered;
            if (!answered && Won is null && !HedgeEnded.IsCompleted)
            {
                return true;
            }
        }

        _hedgeLost.Cancel();
        return false;
    }

    /// <summary>The second request has ended.</summary>
    /// <param name="answer">Its answer; null when it failed or was aborted.</param>
    /// <param name="elapsed">Its time.</param>
    /// <param name="reserved">What was reserved for it, and is given back now that its cost is known.</param>
    /// <returns>Whether its answer is the task's; and whether the task waits for it, and takes over its slot.</returns>
    public (bool Won, bool IsAwaited) EndHedge(LlmAnswer? answer, TimeSpan elapsed, CostReservation reserved)
    {
        bool isAwaited;
        lock (_lock)
        {
            if (answer is not null && !_primaryAnswered)
            {
                Won = (answer, elapsed, reserved);
            }

            isAwaited = _primaryEnded && !_primaryAnswered;
            _hedgeEnded!.SetResult();
        }

        if (Won is not null && !isAwaited)
        {
            _primaryLost.Cancel();
        }

        return (Won is not null, isAwaited);
    }
}
