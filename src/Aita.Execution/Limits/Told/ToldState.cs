namespace Aita.Execution;

/// <summary>What an answer tells of one limit, and what the provider may not have counted when it told it.</summary>
/// <param name="Permit">The request that it answers: the number of its permit.</param>
/// <param name="ArrivedSince">When all had been sent that had arrived before that request.</param>
internal readonly record struct ToldState(long Permit, TimeSpan ArrivedSince)
{
    /// <summary>When the request was sent.</summary>
    public TimeSpan SentAt { get; init; }

    /// <summary>Units of the whole limit; null when it was not told.</summary>
    public long? Limit { get; init; }

    /// <summary>Units left.</summary>
    public long Remaining { get; init; }

    /// <summary>Time until all are there again.</summary>
    public TimeSpan Reset { get; init; }

    /// <summary>Whether that is told to the millisecond, and not in whole seconds.</summary>
    public bool IsExact { get; init; }

    /// <summary>Units let through that the provider may not have counted, as many as can be.</summary>
    public double Uncounted { get; init; }

    /// <summary>Units let through after the request, as if all arrived in the order in which they were sent, and the output of all that had not ended by then.</summary>
    public double Later { get; init; }

    /// <summary>Units that this client had used by then since the start: requests and input with the request's own, and output of all that had ended.</summary>
    public double Used { get; init; }
}
