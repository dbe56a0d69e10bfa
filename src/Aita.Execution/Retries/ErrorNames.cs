namespace Aita.Execution;

/// <summary>The names that providers give to errors, and what they mean. Names that say nothing beyond the status are left out.</summary>
internal static class ErrorNames
{
    /// <summary>Null when the name is missing or unknown.</summary>
    public static FailureKind? Find(string? name) => name switch
    {
        "rate_limit_exceeded" or "rate_limit_error" or "too_many_requests" => FailureKind.RateLimited,
        "provider_overloaded" or "overloaded_error" or "overloaded" or "temporarily_unavailable" or "capacity_exhausted"
            or "engine_overloaded" => FailureKind.Overloaded,
        "timeout" or "timeout_error" or "request_timeout" => FailureKind.Timeout,
        "server" or "server_error" or "unmapped" or "api_error" or "internal_error" or "internal_server_error"
            or "provider_unavailable" => FailureKind.Server,
        "content_policy_violation" or "content_filter" or "refusal" or "moderation" => FailureKind.Refused,
        "authentication" or "authentication_error" or "invalid_api_key" => FailureKind.Unauthorized,
        "payment_required" or "insufficient_quota" or "insufficient_credits" or "billing_error"
            or "billing_hard_limit_reached" => FailureKind.OutOfCredit,
        "not_found" or "not_found_error" or "model_not_found" or "model_deprecated" or "no_endpoints" or "wrong_endpoint" or "privacy_restricted"
            or "constraint_filtered" or "free_variant_ended" or "region_restricted" => FailureKind.ModelUnavailable,
        "invalid_request" or "invalid_prompt" or "context_length_exceeded" or "max_tokens_exceeded" or "token_limit_exceeded"
            or "string_too_long" or "precondition_failed" or "payload_too_large" or "request_too_large" or "unprocessable"
            or "invalid_image" or "image_too_large" or "image_too_small" or "unsupported_image_format" or "image_not_found"
            or "image_download_failed" => FailureKind.Rejected,
        _ => null,
    };
}
