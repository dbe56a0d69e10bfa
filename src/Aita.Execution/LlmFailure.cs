namespace Aita.Execution;

/// <summary>A classified failure, as a value. Immutable.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">One sentence for a person; never contains the API key.</param>
public sealed record LlmFailure(FailureKind Kind, string Message)
{
    /// <summary>HTTP status, or the code in the body of an error that came with status 200; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the provider asked to wait, measured from the moment the answer arrived; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The text that the provider or model sent, as far as it is known. Kept so that nothing paid for is lost.</summary>
    public string? RawResponse { get; init; }

    /// <summary>What the provider says about sending the same request again (<c>x-should-retry</c>); null when it does not say.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>
    /// True for failures that the same request may survive when it is sent again: by their kind, unless the provider says otherwise in <see cref="ShouldRetry"/>.
    /// </summary>
    public bool IsTransient => RetryAdvice.IsTransient(Kind, IsTransientKind, ShouldRetry);

    /// <summary>The same, whatever the provider says.</summary>
    internal bool IsTransientKind => Kind is FailureKind.RateLimited or FailureKind.Overloaded or FailureKind.Timeout
        or FailureKind.Network or FailureKind.Server;

    /// <summary>Whether no connection could be opened, so that nothing of the request has reached the provider.</summary>
    internal bool WasNotSent { get; init; }

    /// <summary>
    /// True when the request timed out or broke off, so that the provider may bill it although no answer came. One that was answered with an error
    /// has cost nothing.
    /// </summary>
    internal bool MayBeBilled => !WasNotSent
        && (Kind is FailureKind.Timeout or FailureKind.Network or FailureKind.Cancelled || (Kind == FailureKind.Server && StatusCode is null));

    /// <summary>True for failures that every other task of the batch would meet too.</summary>
    public bool StopsBatch => Kind is FailureKind.Unauthorized or FailureKind.OutOfCredit or FailureKind.OverBudget;
}
