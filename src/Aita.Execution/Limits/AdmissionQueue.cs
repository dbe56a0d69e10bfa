namespace Aita.Execution;

/// <summary>
/// Waiters in strict order of arrival, with one timer that wakes exactly when the first may pass. The decision itself is a function of cost
/// and time; it is called under the queue's lock and must not block. Thread-safe.
/// </summary>
internal sealed class AdmissionQueue<TCost> : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Func<TCost, TimeSpan, Admission> _decide;
    private readonly ITimer _timer;
    private bool _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="decide">
    /// Cost and time since the queue was made: admits (and counts) the request, or says how long to wait and for what.
    /// </param>
    public AdmissionQueue(TimeProvider time, Func<TCost, TimeSpan, Admission> decide)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _decide = decide;
        _timer = time.CreateTimer(static state => ((AdmissionQueue<TCost>)state!).Pulse(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiters.Count;
            }
        }
    }

    /// <summary>Runs a change of the state that decisions read, under the same lock, and looks at the waiters again.</summary>
    public TResult Update<TArgument, TResult>(TArgument argument, Func<TArgument, TimeSpan, TResult> change)
    {
        lock (_lock)
        {
            var result = change(argument, Now);
            Admit();
            return result;
        }
    }

    /// <summary>Admits a request now or not at all; it never overtakes a waiter.</summary>
    public Admission TryEnter(TCost cost)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _waiters.Count > 0 ? Admission.Wait(Timeout.InfiniteTimeSpan, RateWaitReason.RequestLimit) : _decide(cost, Now);
        }
    }

    /// <summary>Waits in line; the result says what the request waited for.</summary>
    public ValueTask<RateWaitReason> EnterAsync(TCost cost, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var first = _waiters.Count == 0;
            if (first && _decide(cost, Now).IsAdmitted)
            {
                return new(RateWaitReason.None);
            }

            waiter = new Waiter(cost);
            waiter.Node = _waiters.AddLast(waiter);
            if (first)
            {
                Admit();
            }
        }

        return new(waiter.WaitAsync(this, cancellationToken));
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var waiter in _waiters)
            {
                waiter.TrySetException(new ObjectDisposedException(nameof(AdmissionQueue<>)));
            }

            _waiters.Clear();
        }

        _timer.Dispose();
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    private void Pulse()
    {
        lock (_lock)
        {
            Admit();
        }
    }

    private void Admit()
    {
        while (!_disposed && _waiters.First is { } first)
        {
            var admission = _decide(first.Value.Cost, Now);
            if (!admission.IsAdmitted)
            {
                first.Value.Reason = admission.Reason;
                _timer.Change(TimerDelay.For(admission.Delay), Timeout.InfiniteTimeSpan);
                return;
            }

            _waiters.RemoveFirst();
            first.Value.Node = null;
            first.Value.TrySetResult(first.Value.Reason);
        }
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.Node is null)
            {
                return; // admitted in the meantime: the permit stands
            }

            var wasFirst = ReferenceEquals(_waiters.First, waiter.Node);
            _waiters.Remove(waiter.Node);
            waiter.Node = null;
            waiter.TrySetCanceled(cancellationToken);
            if (wasFirst)
            {
                Admit();
            }
        }
    }

    private sealed class Waiter(TCost cost)
        : TaskCompletionSource<RateWaitReason>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TCost Cost => cost;

        public LinkedListNode<Waiter>? Node { get; set; }

        public RateWaitReason Reason { get; set; } = RateWaitReason.RequestLimit;

        public async Task<RateWaitReason> WaitAsync(AdmissionQueue<TCost> queue, CancellationToken cancellationToken)
        {
            var registration = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var (queue, waiter) = ((AdmissionQueue<TCost>, Waiter))state!;
                    queue.Leave(waiter, token);
                },
                (queue, this));
            await using (registration.ConfigureAwait(false))
            {
                return await Task.ConfigureAwait(false);
            }
        }
    }
}
