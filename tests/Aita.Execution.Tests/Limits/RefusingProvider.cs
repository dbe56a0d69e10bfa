namespace Aita.Execution.Tests.Limits;

/// <summary>A provider that has places for some requests and refuses others at once, or refuses by chance; in virtual time, with a client that always has more.</summary>
internal sealed class RefusingProvider(int capacity, Func<bool> fails, Random random)
{
    private static readonly TimeSpan Refusal = TimeSpan.FromMilliseconds(40);
    private readonly PriorityQueue<(long Permit, TimeSpan Sent, bool Refused), TimeSpan> _inFlight = new();
    private TimeSpan _now;
    private long _permits;
    private int _busy;

    public int Answered { get; private set; }

    public int Refused { get; private set; }

    /// <returns>The limits, ten times a second.</returns>
    public List<int> Serve(AdaptiveConcurrency policy, TimeSpan duration)
    {
        List<int> limits = [];
        for (var end = _now + duration; _now < end; _now += TimeSpan.FromMilliseconds(5))
        {
            while (_inFlight.TryPeek(out var request, out var at) && at <= _now)
            {
                if (request.Refused)
                {
                    Refused++;
                    policy.Refused(_now - request.Sent, request.Permit, _permits, _now);
                }
                else
                {
                    Answered++;
                    _busy--;
                    policy.Answered(_now - request.Sent, _inFlight.Count, _now);
                }

                _inFlight.Dequeue();
            }

            policy.Silent((int)_permits, roundTrip: TimeSpan.Zero, _now);
            while (_inFlight.Count < policy.Limit)
            {
                var refused = _busy >= capacity || fails();
                _busy += refused ? 0 : 1;
                _inFlight.Enqueue((++_permits, _now, refused), _now + (refused ? Refusal : TimeSpan.FromMilliseconds(200 + random.Next(200))));
            }

            if (_now.Ticks % TimeSpan.FromMilliseconds(100).Ticks == 0)
            {
                limits.Add(policy.Limit);
            }
        }

        return limits;
    }
}
