using System.Diagnostics.CodeAnalysis;

namespace Aita.Execution;

/// <summary>
/// The order of requests that makes the most of a provider's prompt cache. One request of a group warms its prefix; the others are held until it
/// is answered. Warm groups are drained before cold ones are opened, but a cold one is opened ahead of need, and held items are sent all the same
/// once <see cref="HoldPolicy"/> lets workers idle for them no longer. Knows no clock and no thread; not thread-safe.
/// </summary>
internal sealed class PrefixOrder<T>
    where T : class
{
    /// <summary>Anthropic and Google keep a prefix for five minutes after its last use; less here, since a request takes its time to get there.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(4.5);

    /// <summary>A prefix that takes longer to warm is not waited for: one hanging request must not stop a batch.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);

    /// <summary>Prefixes remembered without waiting items, at most.</summary>
    private const int MaxRemembered = 2048;

    private readonly Dictionary<string, PrefixGroup<T>> _groups = new(StringComparer.Ordinal);
    private readonly Queue<(long Arrival, T Item)> _plain = new();
    private readonly Queue<PrefixGroup<T>> _cold = new();
    private readonly Queue<PrefixGroup<T>> _warm = new();
    private readonly LinkedList<PrefixGroup<T>> _warming = new(); // the longest first
    private readonly HoldPolicy _hold = new();
    private long _arrivals;
    private int _warmItems;
    private long _seenGroups;
    private long _sharedGroups;

    /// <summary>Items that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Prefixes that something is known of.</summary>
    public int Remembered => _groups.Count;

    /// <summary>Items that wait for their prefix to be warmed.</summary>
    public int Held { get; private set; }

    /// <summary>Items that may be taken now, and groups that may be opened.</summary>
    public int Sendable => _plain.Count + _warmItems + _cold.Count;

    /// <summary>When an item that is held now may be taken, whatever happens; null when none is held.</summary>
    public TimeSpan? HeldUntil => Held == 0 ? null
        : _warming.First!.Value.WarmingSince + LongestHold is var latest && _hold.Until < latest ? _hold.Until : latest;

    /// <summary>Adds an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="prefix">Stands for how its request begins; null when that is not worth caching.</param>
    public void Add(T item, string? prefix)
    {
        Count++;
        if (prefix is null)
        {
            _plain.Enqueue((_arrivals++, item));
            return;
        }

        if (!_groups.TryGetValue(prefix, out var group))
        {
            Forget();
            _groups.Add(prefix, group = new PrefixGroup<T>());
            _seenGroups++;
        }

        _sharedGroups += ++group.Arrived == 2 ? 1 : 0;

        group.Waiting.Enqueue((_arrivals++, item));
        Queue(group, added: 1);
    }

    /// <summary>Takes the item that should be sent next.</summary>
    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="workers">Requests that may be in flight.</param>
    /// <param name="tasks">Tasks of the batch, as far as is known.</param>
    /// <param name="item">The item.</param>
    /// <param name="warms">True when the item warms its prefix: whether it did is to be told to <see cref="Ended"/>.</param>
    /// <returns>False when there is none, or when those that there are had better wait.</returns>
    public bool TryTake(TimeSpan now, int workers, int tasks, [MaybeNullWhen(false)] out T item, out bool warms)
    {
        while (_warming.First is { Value: var longest } && now - longest.WarmingSince >= LongestHold)
        {
            Warmed(longest, now);
        }

        while (_warm.TryPeek(out var group) && group.WarmUntil <= now)
        {
            _warm.Dequeue();
            Cool(group);
        }

        var ready = _plain.Count + _warmItems;
        warms = _cold.Count > 0 && (ready == 0 || (_warming.Count == 0 && ready < workers));
        item = warms ? Open(_cold.Dequeue(), now)
            : ready > 0 ? TakeReady()
            : null;
        if (item is not null || Held == 0)
        {
            _hold.Ended(now);
        }
        else
        {
            item = TakeOverdue(now, workers, tasks);
        }

        Count -= item is null ? 0 : 1;
        return item is not null;
    }

    /// <summary>
    /// Whether several items have this prefix. Of a prefix that only one has so far nobody knows: it is taken for shared when at least half of the
    /// others have proved to be.
    /// </summary>
    public bool IsShared(string prefix) =>
        (_groups.TryGetValue(prefix, out var group) && group.Arrived > 1) || 2 * _sharedGroups >= _seenGroups - 1;

    /// <summary>Takes any item.</summary>
    public bool TryTakeAny([MaybeNullWhen(false)] out T item)
    {
        item = _plain.Count + _warmItems > 0 ? TakeReady() : Held > 0 ? TakeHeld(HeldGroup()!) : _cold.Count > 0 ? Open(_cold.Dequeue(), TimeSpan.Zero) : null;
        Count -= item is null ? 0 : 1;
        return item is not null;
    }

    /// <summary>A request was answered, with a prefix or without.</summary>
    /// <param name="latency">The time since it was taken.</param>
    public void Answered(TimeSpan latency) => _hold.Answered(latency);

    /// <summary>A worker has taken something else: what it waits for then has nothing to do with what is held.</summary>
    public void Passed(TimeSpan now) => _hold.Ended(now);

    /// <summary>A request with a prefix has ended.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="warms">Whether it was to warm the prefix.</param>
    /// <param name="answered">Whether it was answered.</param>
    /// <param name="now">The time.</param>
    public void Ended(string prefix, bool warms, bool answered, TimeSpan now)
    {
        if (!_groups.TryGetValue(prefix, out var group))
        {
            return;
        }

        if (answered)
        {
            Warmed(group, now);
        }
        else if (warms && group.State == PrefixState.Warming)
        {
            StopWarming(group);
            group.State = PrefixState.Cold;
            Queue(group, group.Waiting.Count);
        }
        else if (group.State == PrefixState.Warming && group.Helpers > 0)
        {
            group.Helpers--; // another one may be let out
        }
    }

    private T Open(PrefixGroup<T> group, TimeSpan now)
    {
        var item = group.Waiting.Dequeue().Item;
        group.State = PrefixState.Warming;
        group.WarmingSince = now;
        group.Helpers = 0;
        _warming.AddLast(group);
        Held += group.Waiting.Count;
        return item;
    }

    private T TakeReady()
    {
        var oldest = _plain.TryPeek(out var plain) ? plain.Arrival : long.MaxValue;
        if (!_warm.TryPeek(out var group) || oldest < group.Waiting.Peek().Arrival)
        {
            return _plain.Dequeue().Item;
        }

        _warmItems--;
        var item = group.Waiting.Dequeue().Item;
        if (group.Waiting.Count == 0)
        {
            _warm.Dequeue();
        }

        return item;
    }

    // A held item, once it is to be held no longer. A group without a further request comes first: one more is all it should need.
    private T? TakeOverdue(TimeSpan now, int workers, int tasks)
    {
        var longest = HeldGroup()!;
        var alone = _warming.FirstOrDefault(static group => group.Waiting.Count > 0 && group.Helpers == 0);
        var requests = _warming.Sum(static group => 1 + group.Helpers);
        if (_hold.MayIdle(now, workers, tasks, new Warmings(requests, longest.WarmingSince, alone?.WarmingSince)))
        {
            return null;
        }

        var group = alone ?? longest;
        group.Helpers++;
        return TakeHeld(group);
    }

    private T TakeHeld(PrefixGroup<T> group)
    {
        Held--;
        return group.Waiting.Dequeue().Item;
    }

    private PrefixGroup<T>? HeldGroup() => _warming.FirstOrDefault(static group => group.Waiting.Count > 0);

    private void Warmed(PrefixGroup<T> group, TimeSpan now)
    {
        group.WarmUntil = now + Lifetime;
        if (group.State == PrefixState.Warming)
        {
            StopWarming(group);
            group.State = PrefixState.Warm;
            Queue(group, group.Waiting.Count);
        }
        else if (group.State == PrefixState.Cold && group.Waiting.Count == 0)
        {
            group.State = PrefixState.Warm;
        }
    }

    private void StopWarming(PrefixGroup<T> group)
    {
        _warming.Remove(group);
        Held -= group.Waiting.Count;
    }

    private void Cool(PrefixGroup<T> group)
    {
        _warmItems -= group.Waiting.Count;
        group.State = PrefixState.Cold;
        Queue(group, group.Waiting.Count);
    }

    // Puts a group where its state wants it, after items were added or the state has changed.
    private void Queue(PrefixGroup<T> group, int added)
    {
        var isNew = added > 0 && group.Waiting.Count == added;
        switch (group.State)
        {
            case PrefixState.Warming:
                Held += added;
                break;
            case PrefixState.Warm:
                _warmItems += added;
                if (isNew)
                {
                    _warm.Enqueue(group);
                }

                break;
            default:
                if (isNew)
                {
                    _cold.Enqueue(group);
                }

                break;
        }
    }

    // The older half of the prefixes that nothing waits for, once there are too many.
    private void Forget()
    {
        if (_groups.Count < MaxRemembered)
        {
            return;
        }

        var idle = _groups.Where(static pair => pair.Value.Waiting.Count == 0 && pair.Value.State != PrefixState.Warming)
            .OrderBy(static pair => pair.Value.WarmUntil).Select(static pair => pair.Key).ToList();
        foreach (var prefix in idle.Take((idle.Count + 1) / 2))
        {
            _groups.Remove(prefix);
        }
    }
}
