using System.Threading.RateLimiting;

namespace Aita.Execution;

/// <summary>
/// An exact <see cref="RateLimiter"/> on the generic cell rate algorithm: never more than burst + rate × time permits in any window, waiters
/// served in order, one timer, and a <see cref="TimeProvider"/>. Unlike <see cref="TokenBucketRateLimiter"/> it can change its rate and holds
/// any rate without drift. Thread-safe.
/// </summary>
public sealed class GcraRateLimiter : RateLimiter
{
    private readonly AdmissionQueue _queue;
    private Gcra _gcra;
    private long _granted;
    private long _refused;

    /// <summary>Creates a limiter with a full bucket.</summary>
    /// <param name="permitsPerSecond">Permits per second, more than 0.</param>
    /// <param name="burst">Permits that may be taken at once after a quiet time, 1 or more.</param>
    /// <param name="timeProvider">The clock; default: the system's.</param>
    public GcraRateLimiter(double permitsPerSecond, int burst = 1, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _gcra = new Gcra(permitsPerSecond, burst);
        _queue = new AdmissionQueue(timeProvider ?? TimeProvider.System, Decide);
    }

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration => null;

    /// <summary>Changes the rate; permits already given keep their share.</summary>
    public void SetRate(double permitsPerSecond, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(permitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _queue.Update((Limiter: this, permitsPerSecond, burst), static (change, now) =>
        {
            change.Limiter._gcra.Change(change.permitsPerSecond, change.burst, now);
            return true;
        });
    }

    /// <inheritdoc/>
    public override RateLimiterStatistics GetStatistics() => new()
    {
        CurrentAvailablePermits = 0,
        CurrentQueuedCount = _queue.Waiting,
        TotalSuccessfulLeases = Interlocked.Read(ref _granted),
        TotalFailedLeases = Interlocked.Read(ref _refused),
    };

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var admission = _queue.TryEnter(permitCount);
        if (!admission.IsAdmitted)
        {
            Interlocked.Increment(ref _refused);
        }

        return admission.IsAdmitted ? Lease.Granted : new Lease(admission.Delay);
    }

    /// <inheritdoc/>
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
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

    private Admission Decide(long cost, TimeSpan now)
    {
        var wait = _gcra.WaitFor(cost, now);
        if (wait > TimeSpan.Zero)
        {
            return Admission.Wait(wait, RateWaitReason.RequestLimit);
        }

        _gcra.Take(cost, now);
        Interlocked.Increment(ref _granted);
        return Admission.Now;
    }

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public static readonly Lease Granted = new(null);

        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = string.Equals(metadataName, MetadataName.RetryAfter.Name, StringComparison.Ordinal) ? retryAfter : null;
            return metadata is not null;
        }
    }
}
