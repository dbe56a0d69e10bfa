namespace Aita.Execution.Tests.Retries;

public sealed class FallbackPolicyTests
{
    [Theory]
    [InlineData(FailureKind.ModelUnavailable, 404, true)]
    [InlineData(FailureKind.Refused, null, true)]
    [InlineData(FailureKind.Rejected, 400, true)]
    [InlineData(FailureKind.Rejected, null, false)]
    [InlineData(FailureKind.InvalidResponse, null, true)]
    [InlineData(FailureKind.Server, 500, true)]
    [InlineData(FailureKind.RateLimited, 429, true)]
    [InlineData(FailureKind.Truncated, null, false)]
    [InlineData(FailureKind.Cancelled, null, false)]
    [InlineData(FailureKind.Unauthorized, 401, false)]
    [InlineData(FailureKind.OutOfCredit, 402, false)]
    [InlineData(FailureKind.OverBudget, null, false)]
    public void Applies_ByKind(FailureKind kind, int? status, bool applies) =>
        Assert.Equal(applies, FallbackPolicy.Applies(new LlmFailure(kind, "x") { StatusCode = status }));

    [Fact]
    public void Next_PassesOverTheTasksOwnModel()
    {
        string[] models = ["a", "B", "c"];

        Assert.Equal(0, FallbackPolicy.Next(models, 0, own: null));
        Assert.Equal(1, FallbackPolicy.Next(models, 0, own: "A"));
        Assert.Equal(2, FallbackPolicy.Next(models, 1, own: "b"));
        Assert.Null(FallbackPolicy.Next(models, 2, own: "c"));
        Assert.Null(FallbackPolicy.Next(models, 3, own: "x"));
    }
}
