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

        Assert.Equal(0, FallbackPolicy.Next(models, 0, own: null, NoneMissing));
        Assert.Equal(1, FallbackPolicy.Next(models, 0, own: "A", NoneMissing));
        Assert.Equal(2, FallbackPolicy.Next(models, 1, own: "b", NoneMissing));
        Assert.Null(FallbackPolicy.Next(models, 2, own: "c", NoneMissing));
        Assert.Null(FallbackPolicy.Next(models, 3, own: "x", NoneMissing));
        Assert.Equal(2, FallbackPolicy.Next(models, 0, own: "x", static model => model is "a" or "B"));

        static bool NoneMissing(string model) => false;
    }
}
