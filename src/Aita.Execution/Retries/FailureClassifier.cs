using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aita.Execution;

/// <summary>Says what kind of failure an exception or an answer of a provider is. Pure and thread-safe.</summary>
public static partial class FailureClassifier
{
    /// <summary>
    /// Classifies what a client threw. Exceptions of other SDKs are known by the exceptions inside them; as a last resort, by a status in
    /// their message ("HTTP 429", "Status: 502", "(503)").
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="timedOut">Whether the time allowed for the attempt was over.</param>
    /// <param name="cancelled">Whether the caller had cancelled.</param>
    public static LlmFailure Classify(Exception exception, bool timedOut, bool cancelled)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is LlmException known)
        {
            return known.Failure;
        }

        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (FromType(inner) is { } failure)
            {
                // A connection that was closed on purpose may break in any way.
                return failure.Kind is not (FailureKind.Timeout or FailureKind.Network) ? failure
                    : cancelled ? new LlmFailure(FailureKind.Cancelled, "The request was cancelled.")
                    : timedOut ? new LlmFailure(FailureKind.Timeout, "There was no complete answer within the time allowed per attempt.")
                    : failure;
            }
        }

        return FromMessage(exception)
            ?? new LlmFailure(FailureKind.Rejected, $"{exception.GetType().Name}: {OneLine.Of(exception.Message)}");
    }

    /// <summary>
    /// Classifies an answer. The first that decides wins: <paramref name="retryable"/>, <paramref name="errorType"/>,
    /// <paramref name="errorCode"/>, <paramref name="status"/>.
    /// </summary>
    /// <param name="status">The numeric code in the body if there is one, else the HTTP status.</param>
    /// <param name="errorType">Name of the error, such as OpenRouter's <c>error_type</c> or OpenAI's <c>type</c>.</param>
    /// <param name="errorCode">A second name, such as OpenAI's <c>code</c> or the <c>code</c> of OpenRouter's <c>availability</c>.</param>
    /// <param name="retryable">What the provider says about sending the request again.</param>
    public static FailureKind FromStatus(int status, string? errorType = null, string? errorCode = null, bool? retryable = null)
    {
        var kind = ErrorNames.Find(errorType) ?? ErrorNames.Find(errorCode) ?? FromNumber(status);
        var transient = kind is FailureKind.RateLimited or FailureKind.Overloaded or FailureKind.Timeout or FailureKind.Network or FailureKind.Server;
        return retryable switch
        {
            true when !transient => status switch
            {
                429 => FailureKind.RateLimited,
                408 or 504 or 524 => FailureKind.Timeout,
                503 or 529 => FailureKind.Overloaded,
                _ => FailureKind.Server,
            },

            // A limit that does not pass is used-up quota; a provider that does not come back is a missing one.
            false when transient => kind switch
            {
                FailureKind.RateLimited => FailureKind.OutOfCredit,
                FailureKind.Overloaded => FailureKind.ModelUnavailable,
                _ => FailureKind.Rejected,
            },
            _ => kind,
        };
    }

    /// <summary>
    /// OpenAI refuses a request that is larger than the whole limit of tokens per minute with the status and the code of one that came too soon; only the
    /// message tells.
    /// </summary>
    internal static FailureKind Refine(FailureKind kind, string? message) =>
        kind == FailureKind.RateLimited && message?.Contains("request too large", StringComparison.OrdinalIgnoreCase) == true ? FailureKind.Rejected : kind;

    private static FailureKind FromNumber(int status) => status switch
    {
        401 => FailureKind.Unauthorized,
        403 => FailureKind.Rejected,
        402 => FailureKind.OutOfCredit,
        404 => FailureKind.ModelUnavailable,
        408 or 504 or 524 => FailureKind.Timeout,
        429 => FailureKind.RateLimited,
        503 or 529 => FailureKind.Overloaded,
        409 or 425 => FailureKind.Server,
        >= 300 and < 500 => FailureKind.Rejected,
        _ => FailureKind.Server,
    };

    private static LlmFailure? FromType(Exception exception) => exception switch
    {
        LlmException known => known.Failure,
        OperationCanceledException or TimeoutException =>
            new LlmFailure(FailureKind.Timeout, "The client gave up waiting for the provider."),
        HttpRequestException { StatusCode: { } status } =>
            FromStatusMessage((int)status, exception.Message),
        HttpRequestException or SocketException =>
            new LlmFailure(FailureKind.Network, $"The connection failed: {Innermost(exception)}")
            {
                WasNotSent = exception is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                },
            },
        FileNotFoundException or DirectoryNotFoundException or PathTooLongException or DriveNotFoundException or UnauthorizedAccessException =>
            new LlmFailure(FailureKind.Rejected, OneLine.Of(exception.Message)),
        IOException =>
            new LlmFailure(FailureKind.Network, $"The connection broke: {Innermost(exception)}"),
        JsonException =>
            new LlmFailure(FailureKind.Server, $"The provider's answer is not complete JSON: {OneLine.Of(exception.Message)}"),
        _ => null,
    };

    private static LlmFailure? FromMessage(Exception exception)
    {
        foreach (Match match in StatusInMessage().Matches(exception.Message))
        {
            var status = int.Parse(match.Groups["status"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            if (status is >= 300 and < 600)
            {
                return FromStatusMessage(status, exception.Message);
            }
        }

        return null;
    }

    private static LlmFailure FromStatusMessage(int status, string message)
    {
        var noCredit = message.Contains("insufficient_quota", StringComparison.OrdinalIgnoreCase);
        return new LlmFailure(Refine(FromStatus(status, noCredit ? "insufficient_quota" : null), message), OneLine.Of(message)) { StatusCode = status };
    }

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return OneLine.Of(exception.Message);
    }

    [GeneratedRegex(
        @"\b(?:HTTP|status)(?:[ ]code)?(?:[ ]does[ ]not[ ]indicate[ ]success)?[\s:=(]*(?<status>\d{3})\b|\((?<status>\d{3})\)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusInMessage();
}
