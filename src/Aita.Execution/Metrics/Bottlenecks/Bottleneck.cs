namespace Aita.Execution;

/// <summary>Where the wall time of a batch went, as the dispatcher saw it. Immutable; the parts add up to the elapsed time.</summary>
/// <param name="Times">Time spent waiting for each resource.</param>
/// <param name="Advice">What stands out and the one setting that would help most, in a sentence; empty when nothing stands out.</param>
public sealed record Bottleneck(IReadOnlyDictionary<WaitedFor, TimeSpan> Times, string Advice)
{
    /// <summary>Nothing measured.</summary>
    public static Bottleneck None { get; } = new(new Dictionary<WaitedFor, TimeSpan>(), string.Empty);

    /// <summary>The one setting that would help most; null when none would by 5 % or more.</summary>
    public SettingChange? Change { get; init; }

    /// <summary>
    /// The parts in whole per cent, largest first, without those below 1 %. They add up to 100 exactly (largest remainders); empty when
    /// nothing was measured.
    /// </summary>
    public IReadOnlyList<(WaitedFor Resource, int Percent)> Shares()
    {
        var total = Times.Values.Sum(static part => (double)part.Ticks);
        if (total <= 0)
        {
            return [];
        }

        var parts = Times.Select(part => (part.Key, Exact: 100 * (part.Value.Ticks / total))).ToList();
        var missing = 100 - parts.Sum(static part => (int)part.Exact);
        return [.. parts.OrderByDescending(static part => part.Exact - (int)part.Exact).ThenBy(static part => part.Key)
            .Select((part, i) => (part.Key, Percent: (int)part.Exact + (i < missing ? 1 : 0)))
            .Where(static part => part.Percent > 0)
            .OrderByDescending(static part => part.Percent).ThenBy(static part => part.Key)];
    }
}

/// <summary>What the dispatcher waited for when it could not send a request.</summary>
public enum WaitedFor
{
    /// <summary>Nothing: it was sending.</summary>
    Nothing,

    /// <summary>A free worker: every slot had a request in flight.</summary>
    Workers,

    /// <summary>The limit on requests per second that was set.</summary>
    RequestLimit,

    /// <summary>The limit on tokens per minute that was set.</summary>
    TokenLimit,

    /// <summary>A pause that the provider asked for.</summary>
    ProviderPause,

    /// <summary>Retries that were not due yet, with nothing else to do.</summary>
    Backoff,

    /// <summary>The source of the tasks.</summary>
    Source,

    /// <summary>Parsing and consuming of finished answers.</summary>
    Results,

    /// <summary>The last answers: nothing was left to send.</summary>
    Tail,

    /// <summary>A provider that was down.</summary>
    Outage,

    /// <summary>Answers in flight of which the source makes further tasks: until they came there was nothing to send.</summary>
    Answers,

    /// <summary>The disk: workers held answers that were not written to the checkpoint yet.</summary>
    Disk,

    /// <summary>The limit on requests that the provider's answers tell: tighter than one that was set.</summary>
    ToldRequestLimit,

    /// <summary>The limit on tokens that the provider's answers tell: tighter than one that was set.</summary>
    ToldTokenLimit,
}
