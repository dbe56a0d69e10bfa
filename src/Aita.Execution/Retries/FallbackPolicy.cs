namespace Aita.Execution;

/// <summary>Whether another model is asked when a task would be given up on. Pure.</summary>
internal static class FallbackPolicy
{
    /// <summary>
    /// Whether another model may do better: not when key or credit is missing, when the batch was cancelled, when the answer was cut off at the
    /// task's own limit, or when the request could not even be sent.
    /// </summary>
    public static bool Applies(LlmFailure failure) => failure.Kind switch
    {
        FailureKind.Cancelled or FailureKind.Truncated => false,
        FailureKind.Rejected => failure.StatusCode is not null,
        _ => !failure.StopsBatch,
    };

    /// <summary>The first of the models left that has not been asked.</summary>
    /// <param name="models">The fallback models, in order.</param>
    /// <param name="used">How many of them have been used or passed over.</param>
    /// <param name="own">The task's own model; null when it is not known.</param>
    /// <param name="isMissing">Whether a model is known to be missing.</param>
    /// <returns>Its index, or null when there is none.</returns>
    public static int? Next(IReadOnlyList<string> models, int used, string? own, Predicate<string> isMissing)
    {
        for (var i = used; i < models.Count; i++)
        {
            if (!string.Equals(models[i], own, StringComparison.OrdinalIgnoreCase) && !isMissing(models[i]))
            {
                return i;
            }
        }

        return null;
    }
}
