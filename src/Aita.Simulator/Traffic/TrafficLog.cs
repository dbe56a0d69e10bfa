using System.Runtime.InteropServices;

namespace Aita.Simulator;

/// <summary>
/// What the server saw, as an independent witness: how many requests, how many at once, how fast, and which ones twice.
/// Only requests for completions count. Thread-safe; counters stay exact when <see cref="Records"/> is full.
/// </summary>
public sealed class TrafficLog
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly List<RequestRecord> _records = [];
    private readonly SeenBodies _seen = new();
    private readonly Queue<TimeSpan> _lastSecond = new();
    private long _origin;
    private int _generation;
    private Counters _counters;

    internal TrafficLog(TimeProvider time, int capacity)
    {
        _time = time;
        _capacity = capacity;
        _origin = time.GetTimestamp();
    }

    /// <summary>Requests that arrived.</summary>
    public long Requests => Read(static (in Counters c) => c.Requests);

    /// <summary>Requests not answered yet.</summary>
    public int InFlight => Read(static (in Counters c) => c.InFlight);

    /// <summary>Requests answered with status 200 and no fault.</summary>
    public long Succeeded => Read(static (in Counters c) => c.Succeeded);

    /// <summary>Requests answered with status 200 and a fault inside: error, empty, truncated, refused or unreadable content.</summary>
    public long Flawed => Read(static (in Counters c) => c.Flawed);

    /// <summary>Requests refused with status 429.</summary>
    public long RateLimited => Read(static (in Counters c) => c.RateLimited);

    /// <summary>Requests that failed otherwise: any other status, or a cut connection.</summary>
    public long Failed => Read(static (in Counters c) => c.Failed);

    /// <summary>Requests whose client went away before the answer.</summary>
    public long Abandoned => Read(static (in Counters c) => c.Abandoned);

    /// <summary>The largest number of requests in flight at one moment.</summary>
    public int PeakInFlight => Read(static (in Counters c) => c.PeakInFlight);

    /// <summary>The largest number of arrivals within any window of one second.</summary>
    public int MaxArrivalsPerSecond => Read(static (in Counters c) => c.MaxArrivalsPerSecond);

    /// <summary>Mean arrivals per second between the first and the last arrival; 0 with fewer than two requests.</summary>
    public double MeanArrivalsPerSecond => Read(static (in Counters c) =>
        c.LastArrival > c.FirstArrival ? (c.Requests - 1) / (c.LastArrival - c.FirstArrival).TotalSeconds : 0);

    /// <summary>Requests whose very body had been answered well (counted in <see cref="Succeeded"/>) before: money spent twice.</summary>
    public long RepeatedRequests => Read(static (in Counters c) => c.Repeated);

    /// <summary>Different bodies seen.</summary>
    public long DistinctRequests => Read(static (in Counters c) => c.Distinct);

    /// <summary>From the first arrival to the last answer.</summary>
    public TimeSpan Span => Read(static (in Counters c) => c.LastFinish > c.FirstArrival ? c.LastFinish - c.FirstArrival : TimeSpan.Zero);

    /// <summary>From the first to the last arrival.</summary>
    public TimeSpan ArrivalSpan => Read(static (in Counters c) => c.LastArrival - c.FirstArrival);

    /// <summary>Prompt tokens of all answers, cached ones included.</summary>
    public long PromptTokens => Read(static (in Counters c) => c.PromptTokens);

    /// <summary>Prompt tokens read from the simulated prompt cache.</summary>
    public long CachedTokens => Read(static (in Counters c) => c.CachedTokens);

    /// <summary>Tokens of all answers.</summary>
    public long CompletionTokens => Read(static (in Counters c) => c.CompletionTokens);

    /// <summary>USD charged for all answers.</summary>
    public decimal Cost => Read(static (in Counters c) => c.Cost);

    /// <summary>A copy of the records kept, by arrival: the first <see cref="SimulatorOptions.LogCapacity"/> requests.</summary>
    public IReadOnlyList<RequestRecord> Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _records];
            }
        }
    }

    private delegate T Reader<out T>(in Counters counters);

    /// <summary>Forgets everything. Requests still in flight are forgotten too; their endings are not counted.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _generation++;
            _counters = default;
            _records.Clear();
            _seen.Clear();
            _lastSecond.Clear();
            _origin = _time.GetTimestamp();
        }
    }

    internal Ticket Arrive()
    {
        lock (_lock)
        {
            long timestamp = _time.GetTimestamp();
            var now = _time.GetElapsedTime(_origin, timestamp);
            long sequence = _counters.Requests++;
            _counters.FirstArrival = sequence == 0 ? now : _counters.FirstArrival;
            _counters.LastArrival = now;
            _counters.PeakInFlight = Math.Max(_counters.PeakInFlight, ++_counters.InFlight);
            CountArrivalOfThisSecond(now);
            if (_records.Count < _capacity)
            {
                _records.Add(new RequestRecord { Sequence = sequence, Arrival = now, Finished = now });
            }

            return new Ticket(sequence, timestamp, now, _generation);
        }
    }

    /// <summary>Notes the body of a request; returns how often it has arrived, this time included.</summary>
    internal int Identify(Ticket ticket, ulong bodyHash)
    {
        lock (_lock)
        {
            if (ticket.Generation != _generation)
            {
                return 1;
            }

            var (occurrence, answeredBefore) = _seen.Arrive(bodyHash);
            _counters.Distinct += occurrence == 1 ? 1 : 0;
            _counters.Repeated += answeredBefore ? 1 : 0;
            if (ticket.Sequence < _records.Count)
            {
                ref var record = ref CollectionsMarshal.AsSpan(_records)[(int)ticket.Sequence];
                record = record with { BodyHash = bodyHash, Occurrence = occurrence };
            }

            return occurrence;
        }
    }

    /// <summary>Notes how a request ended; only its first ending counts.</summary>
    internal void Finish(Ticket ticket, in Ending ending)
    {
        lock (_lock)
        {
            if (ticket.Generation != _generation || ticket.Closed)
            {
                return;
            }

            ticket.Closed = true;

            var now = _time.GetElapsedTime(_origin);
            _counters.InFlight--;
            _counters.LastFinish = now;
            _counters.Count(ending);
            if (ending.IsSuccess)
            {
                _seen.Succeed(ending.BodyHash);
            }

            if (ticket.Sequence < _records.Count)
            {
                ref var record = ref CollectionsMarshal.AsSpan(_records)[(int)ticket.Sequence];
                record = record with
                {
                    Finished = now,
                    Latency = ending.Latency,
                    Status = ending.Status,
                    Fault = ending.Fault,
                    PromptTokens = ending.Usage.PromptTokens,
                    CachedTokens = ending.Usage.CachedTokens,
                    CompletionTokens = ending.Usage.CompletionTokens,
                    Cost = ending.Usage.Cost,
                };
            }
        }
    }

    private void CountArrivalOfThisSecond(TimeSpan now)
    {
        while (_lastSecond.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromSeconds(1))
        {
            _lastSecond.Dequeue();
        }

        _lastSecond.Enqueue(now);
        _counters.MaxArrivalsPerSecond = Math.Max(_counters.MaxArrivalsPerSecond, _lastSecond.Count);
    }

    private T Read<T>(Reader<T> reader)
    {
        lock (_lock)
        {
            return reader(in _counters);
        }
    }
}
