namespace Aita.Execution;

/// <summary>The waiting items whose requests begin alike, and what is known of their prefix at the provider. Used by <see cref="PrefixOrder{T}"/> only.</summary>
internal sealed class PrefixGroup<T>
{
    /// <summary>Items with their place in the order of arrival.</summary>
    public Queue<(long Arrival, T Item)> Waiting { get; } = new();

    /// <summary>Items that have come so far.</summary>
    public long Arrived { get; set; }

    public PrefixState State { get; set; }

    /// <summary>When the request that warms the prefix was taken; tells apart one warming from the next.</summary>
    public TimeSpan WarmingSince { get; set; }

    /// <summary>When the provider will have forgotten the prefix.</summary>
    public TimeSpan WarmUntil { get; set; }

    /// <summary>Further requests that were let out during the present warming, and may warm the prefix first.</summary>
    public int Helpers { get; set; }
}

/// <summary>What is known of a prefix.</summary>
internal enum PrefixState
{
    /// <summary>The provider does not have it.</summary>
    Cold,

    /// <summary>One request with it is under way.</summary>
    Warming,

    /// <summary>The provider has it in its cache.</summary>
    Warm,
}
