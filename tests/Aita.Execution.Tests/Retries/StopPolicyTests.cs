namespace Aita.Execution.Tests.Retries;

public sealed class StopPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.FromHours(1));

    private readonly StopPolicy _policy = new(TimeSpan.FromSeconds(120));

    [Theory]
    [InlineData(FailureKind.Unauthorized, true)]
    [InlineData(FailureKind.OutOfCredit, true)]
    [InlineData(FailureKind.OverBudget, true)]
    [InlineData(FailureKind.RateLimited, false)]
    [InlineData(FailureKind.Server, false)]
    [InlineData(FailureKind.Rejected, false)]
    [InlineData(FailureKind.InvalidResponse, false)]
    [InlineData(FailureKind.Refused, false)]
    [InlineData(FailureKind.Cancelled, false)]
    public void ReasonToStop_ByKind(FailureKind kind, bool stops) =>
        Assert.Equal(stops, _policy.ReasonToStop(new LlmFailure(kind, "x"), Now) is not null);

    [Fact]
    public void ReasonToStop_ModelMissing_OnlyForTheThirdTimeWithoutASuccess()
    {
        var failure = new LlmFailure(FailureKind.ModelUnavailable, "no such model");

        Assert.Null(_policy.ReasonToStop(failure, Now));
        Assert.Null(_policy.ReasonToStop(failure, Now));
        Assert.NotNull(_policy.ReasonToStop(failure, Now));
        _policy.Succeeded();
        Assert.Null(_policy.ReasonToStop(failure, Now));
    }

    [Fact]
    public void ReasonToStop_Forbidden_IsTheKeysFaultOnlyWhenNothingSucceeds()
    {
        var failure = new LlmFailure(FailureKind.Rejected, "forbidden") { StatusCode = 403 };

        Assert.Null(_policy.ReasonToStop(failure, Now));
        Assert.Null(_policy.ReasonToStop(failure, Now));
        Assert.Equal(FailureKind.Unauthorized, _policy.ReasonToStop(failure, Now)?.Kind);
        _policy.Succeeded();
        Assert.Null(_policy.ReasonToStop(failure, Now));
    }

    [Fact]
    public void ReasonAtEnd_EveryTaskMetTheMissingModel_IsThatModel()
    {
        _policy.ReasonToStop(new LlmFailure(FailureKind.ModelUnavailable, "no such model"), Now);

        Assert.Equal(FailureKind.ModelUnavailable, _policy.ReasonAtEnd(failedTasks: 1)?.Kind);
        Assert.Null(_policy.ReasonAtEnd(failedTasks: 2));
        Assert.Null(_policy.ReasonAtEnd(failedTasks: 0));
        _policy.Succeeded();
        Assert.Null(_policy.ReasonAtEnd(failedTasks: 1));
    }

    [Theory]
    [InlineData(FailureKind.RateLimited, 121, true)]
    [InlineData(FailureKind.Overloaded, 121, true)]
    [InlineData(FailureKind.RateLimited, 120, false)]
    [InlineData(FailureKind.Rejected, 121, false)]
    public void ReasonToStop_LongRetryAfter_StopsAndSaysUntilWhen(FailureKind kind, int seconds, bool stops)
    {
        var reason = _policy.ReasonToStop(new LlmFailure(kind, "x") { RetryAfter = TimeSpan.FromSeconds(seconds) }, Now);

        Assert.Equal(
            stops ? "The provider asks to wait until 2026-01-31 12:02:01 +01:00, 121 s, longer than the 120 s allowed: run again after that. It said: x" : null,
            reason?.Message);
    }
}
