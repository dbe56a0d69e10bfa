using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Aita.Execution.Tests;

public sealed class FailureClassifierTests
{
    public static TheoryData<Exception, FailureKind> Exceptions => new()
    {
        { new HttpRequestException("x"), FailureKind.Network },
        { new HttpRequestException("x", null, HttpStatusCode.TooManyRequests), FailureKind.RateLimited },
        { new IOException("x"), FailureKind.Network },
        { new SocketException(), FailureKind.Network },
        { new TimeoutException("x"), FailureKind.Timeout },
        { new TaskCanceledException("x", new TimeoutException()), FailureKind.Timeout },
        { new JsonException("x"), FailureKind.Server },
        { new FileNotFoundException("Could not find file 'a.png'."), FailureKind.Rejected },
        { new UnauthorizedAccessException("x"), FailureKind.Rejected },
        { new ArgumentException("x"), FailureKind.Rejected },
        { new InvalidOperationException("HTTP 429 (: rate_limit)\n\nslow"), FailureKind.RateLimited },
        { new InvalidOperationException("Service request failed.\nStatus: 502 (Bad Gateway)"), FailureKind.Server },
        { new InvalidOperationException("status: 401"), FailureKind.Unauthorized },
        { new InvalidOperationException("Response status code does not indicate success: 503 (Service Unavailable)."), FailureKind.Overloaded },
        { new InvalidOperationException("Something (429) happened"), FailureKind.RateLimited },
        { new InvalidOperationException("HTTP 429 (insufficient_quota: insufficient_quota)"), FailureKind.OutOfCredit },
        { new InvalidOperationException("page (123) of 999"), FailureKind.Rejected },
        { new InvalidOperationException("Status 0", new HttpRequestException("refused", new SocketException())), FailureKind.Network },
        { new AggregateException("Retry failed", new TaskCanceledException()), FailureKind.Timeout },
        { new InvalidOperationException("wrapped", new LlmException(FailureKind.Refused, "no")), FailureKind.Refused },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Classify_Exception_HasItsKind(Exception exception, FailureKind expected) =>
        Assert.Equal(expected, FailureClassifier.Classify(exception, timedOut: false, cancelled: false).Kind);

    [Fact]
    public void Classify_LlmException_KeepsItsFailure()
    {
        var failure = new LlmFailure(FailureKind.OutOfCredit, "x") { StatusCode = 402 };

        Assert.Same(failure, FailureClassifier.Classify(new LlmException(failure), timedOut: true, cancelled: true));
    }

    [Fact]
    public void Classify_OnPurpose_SaysSo()
    {
        var cancel = new TaskCanceledException();
        Assert.Equal(FailureKind.Timeout, FailureClassifier.Classify(cancel, timedOut: true, cancelled: false).Kind);
        Assert.Equal(FailureKind.Cancelled, FailureClassifier.Classify(cancel, timedOut: true, cancelled: true).Kind);
        Assert.Equal(FailureKind.Cancelled, FailureClassifier.Classify(new IOException("aborted"), timedOut: false, cancelled: true).Kind);
        Assert.Equal(FailureKind.Rejected, FailureClassifier.Classify(new ArgumentException("bug"), timedOut: true, cancelled: true).Kind);
    }

    [Fact]
    public void Classify_Unknown_NamesTypeAndMessageInOneLine() => Assert.Equal(
        "NotSupportedException: a b",
        FailureClassifier.Classify(new NotSupportedException("a\r\n\tb"), timedOut: false, cancelled: false).Message);

    [Theory]
    [InlineData(400, null, null, null, FailureKind.Rejected)]
    [InlineData(422, null, null, null, FailureKind.Rejected)]
    [InlineData(409, null, null, null, FailureKind.Server)]
    [InlineData(524, null, null, null, FailureKind.Timeout)]
    [InlineData(599, null, null, null, FailureKind.Server)]
    [InlineData(404, "image_not_found", null, null, FailureKind.Rejected)]
    [InlineData(400, "invalid_request_error", "model_not_found", null, FailureKind.ModelUnavailable)]
    [InlineData(429, "rate_limit_exceeded", "capacity_exhausted", null, FailureKind.RateLimited)]
    [InlineData(503, null, "model_not_found", null, FailureKind.ModelUnavailable)]
    [InlineData(404, "not_found", null, true, FailureKind.Server)]
    [InlineData(503, "no_endpoints", null, true, FailureKind.Overloaded)]
    [InlineData(429, "rate_limit_exceeded", null, false, FailureKind.OutOfCredit)]
    [InlineData(503, null, null, false, FailureKind.ModelUnavailable)]
    [InlineData(500, null, null, false, FailureKind.Rejected)]
    [InlineData(401, null, null, false, FailureKind.Unauthorized)]
    public void FromStatus_Signals_TheFirstThatDecidesWins(int status, string? type, string? code, bool? retryable, FailureKind expected) =>
        Assert.Equal(expected, FailureClassifier.FromStatus(status, type, code, retryable));
}
