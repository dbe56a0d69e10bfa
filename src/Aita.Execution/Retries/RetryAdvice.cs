using System.Net.Http.Headers;

namespace Aita.Execution;

/// <summary>
/// What a provider says about sending a request again, in the header <c>x-should-retry</c> of OpenAI and Anthropic. It decides on the task that was refused
/// and on nothing else: kinds, the pause of the pool after a refusal for its rate, and what stops the batch stay as they are. Pure.
/// </summary>
internal static class RetryAdvice
{
    /// <summary>Reads the header.</summary>
    /// <returns>Null when it is missing, or says something else.</returns>
    public static bool? Read(HttpResponseHeaders headers) =>
        headers.NonValidated.TryGetValues("x-should-retry", out var values) && values.Count > 0 && bool.TryParse(values.ToString(), out var again) ? again : null;

    /// <summary>Whether the same request may succeed when it is sent again.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="isTransientKind">Whether failures of that kind pass.</param>
    /// <param name="shouldRetry">What the provider says; null when it does not say.</param>
    public static bool IsTransient(FailureKind kind, bool isTransientKind, bool? shouldRetry) => kind switch
    {
        FailureKind.Overloaded or FailureKind.Timeout or FailureKind.Network or FailureKind.Server
            or FailureKind.Rejected or FailureKind.ModelUnavailable or FailureKind.Refused => shouldRetry ?? isTransientKind,
        _ => isTransientKind,
    };
}
