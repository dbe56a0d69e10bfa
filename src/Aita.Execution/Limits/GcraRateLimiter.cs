using System.Threading.RateLimiting;

namespace Aita.Execution;

/// <summary>
/// An exact <see cref="RateLimiter"/> on the generic cell rate algorithm: never more than burst + rate × time permits in any window, waiters
/// served in order, one timer, and a <see cref="TimeProvider"/>. Unlike <see cref="TokenBucketRateLimiter"/> it can change its rate and holds
/// any rate without drift. Thread-safe.
/// </summary>
public sealed class GcraRateLimiter : RateLimiter
{
    /// <summary>Rounding of a count of permits that is kept in seconds.</summary>
    private const double Fraction = 1e-6;

    private readonly AdmissionQueue<long> _queue;
    private Gcra _gcra;
    private int _burst;
    private long _granted;
    private long _refused;

    /// <summary>Creates a limiter with a full bucket.</summary>
    /// <param name="permitsPerSecond">Permits per second, more than 0.</param>
    /// <param name="burst">Permits that may be taken at once after a quiet time, 1 or more.</param>
    /// <param name="timeProvider">The clock; default: the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">Rate or burst is too small or not a number.</exception>
    public GcraRateLimiter(double permitsPerSecond, int burst = 1, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _burst = burst;
        _gcra = new Gcra(permitsPerSecond, burst);
        _queue = new AdmissionQueue<long>(timeProvider ?? TimeProvider.System, Decide);
    }

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration => null;

    /// <summary>Changes the rate; permits already given keep their share.</summary>
    public void SetRate(double permitsPerSecond, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _queue.Update((Limiter: this, permitsPerSecond, burst), static (change, now) =>
        {
            change.Limiter._gcra.Change(change.permitsPerSecond, change.burst, now);
            change.Limiter._burst = change.burst;
            return true;
        });
    }

    /// <inheritdoc/>
    public override RateLimiterStatistics GetStatistics() => new()
    {
        CurrentAvailablePermits = _queue.Update(this, static (limiter, now) => (long)Math.Max(0, Math.Floor(limiter._gcra.Available(now) + Fraction))),
        CurrentQueuedCount = _queue.Waiting,
        TotalSuccessfulLeases = Interlocked.Read(ref _granted),
        TotalFailedLeases = Interlocked.Read(ref _refused),
    };

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        ThrowIfNever(permitCount);
        var admission = _queue.TryEnter(permitCount);
        if (admission.IsAdmitted)
        {
            return Lease.Granted;
        }

        Interlocked.Increment(ref _refused);
        return new Lease(isAcquired: false, admission.Delay == Timeout.InfiniteTimeSpan ? null : admission.Delay);
    }

    /// <inheritdoc/>
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        ThrowIfNever(permitCount);
        await _queue.EnterAsync(permitCount, cancellationToken).ConfigureAwait(false);
        return Lease.Granted;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _queue.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeAsyncCore()
    {
        _queue.Dispose(); // the platform then calls Dispose(false), which would leave the waiters waiting
        return base.DisposeAsyncCore();
    }

    private Admission Decide(long cost, TimeSpan now)
    {
        // By the contract of RateLimiter, none are given exactly when one could be.
        var wait = _gcra.WaitFor(Math.Max(cost, 1), now);
        if (wait > TimeSpan.Zero)
        {
            return Admission.Wait(wait, RateWaitReason.RequestLimit);
        }

        _gcra.Take(cost, now);
        Interlocked.Increment(ref _granted);
        return Admission.Now;
    }

    private void ThrowIfNever(int permitCount)
    {
        var burst = Volatile.Read(ref _burst);
        if (permitCount > burst)
        {
            throw new ArgumentOutOfRangeException(nameof(permitCount), permitCount, $"More permits than the burst of {burst} can never be had at once.");
        }
    }

    private sealed class Lease(bool isAcquired, TimeSpan? retryAfter) : RateLimitLease
    {
        public static readonly Lease Granted = new(isAcquired: true, null);

        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = string.Equals(metadataName, MetadataName.RetryAfter.Name, StringComparison.Ordinal) ? retryAfter : null;
            return metadata is not null;
        }
    }
}
