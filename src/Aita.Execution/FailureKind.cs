namespace Aita.Execution;

/// <summary>Why an attempt, or a whole task, failed. Every failure is classified exactly once.</summary>
public enum FailureKind
{
    /// <summary>The provider asked to slow down (429). Retried on a budget of its own; never uses up a task's attempts.</summary>
    RateLimited,

    /// <summary>The provider is overloaded (503, 529). Transient.</summary>
    Overloaded,

    /// <summary>No answer within the time allowed per attempt, or the provider timed out (408, 504, 524). Transient.</summary>
    Timeout,

    /// <summary>The connection failed or broke. Transient.</summary>
    Network,

    /// <summary>The provider failed (500, 502, an interrupted or empty completion). Transient.</summary>
    Server,

    /// <summary>The model answered, but the answer could not be read or did not pass the task's checks.</summary>
    InvalidResponse,

    /// <summary>The model or a filter refused to answer. Not retried.</summary>
    Refused,

    /// <summary>The answer was cut off at the token limit. Not retried: raise <c>MaxOutputTokens</c>.</summary>
    Truncated,

    /// <summary>The request itself is wrong (400, 413, 422, a missing image file). Not retried.</summary>
    Rejected,

    /// <summary>The API key is missing or not accepted (401, 403 for the key). Stops the batch.</summary>
    Unauthorized,

    /// <summary>The account has no credit left (402, <c>insufficient_quota</c>). Stops the batch.</summary>
    OutOfCredit,

    /// <summary>The model does not exist or no provider may serve it (404). Stops the batch when nothing else succeeds.</summary>
    ModelUnavailable,

    /// <summary>The request could have exceeded the spending cap, so it was not sent. Stops the batch.</summary>
    OverBudget,

    /// <summary>The batch was cancelled before the task had an answer.</summary>
    Cancelled,
}
