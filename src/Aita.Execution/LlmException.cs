namespace Aita.Execution;

/// <summary>The one exception type of this library. <see cref="Failure"/> says what happened.</summary>
public sealed class LlmException : Exception
{
    /// <summary>Creates an exception for a classified failure.</summary>
    public LlmException(LlmFailure failure, Exception? innerException = null)
        : base((failure ?? throw new ArgumentNullException(nameof(failure))).Message, innerException) => Failure = failure;

    /// <summary>Creates an exception from its kind and a one-sentence message.</summary>
    public LlmException(FailureKind kind, string message, Exception? innerException = null)
        : this(new LlmFailure(kind, message), innerException)
    {
    }

    /// <summary>The classified failure.</summary>
    public LlmFailure Failure { get; }

    /// <summary>Shorthand for <c>Failure.Kind</c>.</summary>
    public FailureKind Kind => Failure.Kind;

    /// <summary>Rate-limit state that came with the failed answer, if any.</summary>
    public RateLimitSnapshot? RateLimits { get; init; }
}
