namespace Aita.Execution;

/// <summary>Where the wall time of a batch went, as the dispatcher saw it. Immutable; the parts add up to the elapsed time.</summary>
/// <param name="Times">Time spent waiting for each resource.</param>
/// <param name="Advice">The one setting that would help most, in a sentence; empty when nothing stands out.</param>
public sealed record Bottleneck(IReadOnlyDictionary<WaitedFor, TimeSpan> Times, string Advice)
{
    /// <summary>Nothing measured.</summary>
    public static Bottleneck None { get; } = new(new Dictionary<WaitedFor, TimeSpan>(), string.Empty);
}

/// <summary>What the dispatcher waited for when it could not send a request.</summary>
public enum WaitedFor
{
    /// <summary>Nothing: it was sending.</summary>
    Nothing,

    /// <summary>A free worker: every slot had a request in flight.</summary>
    Workers,

    /// <summary>The limit on requests per second.</summary>
    RequestLimit,

    /// <summary>The limit on tokens per minute.</summary>
    TokenLimit,

    /// <summary>A pause that the provider asked for.</summary>
    ProviderPause,

    /// <summary>Retries that were not due yet, with nothing else to do.</summary>
    Backoff,

    /// <summary>The source of the tasks.</summary>
    Source,

    /// <summary>Recording, parsing and consuming of finished answers.</summary>
    Results,

    /// <summary>The last answers: nothing was left to send.</summary>
    Tail,

    /// <summary>A provider that was down.</summary>
    Outage,
}
