namespace Aita.Execution.Tests.Metrics;

public sealed class RequestTallyTests
{
    private static readonly CheckpointRecord Failed = new()
    {
        Id = "a",
        Key = "k",
        Status = TaskOutcome.Failed,
        Attempts = 4,
        Failure = new LlmFailure(FailureKind.Overloaded, "busy"),
    };

    private static readonly CheckpointRecord Succeeded = new() { Id = "a", Key = "k", Status = TaskOutcome.Succeeded, Attempts = 2, Answer = new LlmAnswer { Text = "x" } };

    [Theory]
    [InlineData(0, 0, 0)] // shared the request of another task
    [InlineData(0, 1, 0)] // the request was counted with another task of a combined one
    [InlineData(1, 1, 0)]
    [InlineData(4, 4, 3)]
    [InlineData(2, 5, 2)] // three are in an earlier record, the first of them too
    public void Of_RecordThatSaysWhatItAdds_LeavesTheFirstRequestOutOfTheRetries(int requests, int attempts, long retries) =>
        Assert.Equal(
            new RequestTally(requests, retries) { Failures = FailureCounts.Of(FailureKind.Timeout) },
            RequestTally.Of(Failed with { Requests = requests, Attempts = attempts, FailedRequests = FailureCounts.Of(FailureKind.Timeout) }, Succeeded));

    [Fact]
    public void Of_EarlyRecords_CountOnFromTheRecordBeforeInTheSameRun()
    {
        var paid = Succeeded with { Status = TaskOutcome.Failed, Attempts = 1, Failure = new LlmFailure(FailureKind.InvalidResponse, "no JSON") };

        Assert.Equal(new RequestTally(4, 3) { Failures = FailureCounts.Of(FailureKind.Overloaded) }, RequestTally.Of(Failed));
        Assert.Equal(2, RequestTally.Of(Succeeded, Failed).Requests); // a failure without an answer ended its run
        Assert.Equal(4, RequestTally.Of(Failed, Failed).Requests);
        Assert.Equal(1, RequestTally.Of(Succeeded, paid).Requests); // asked again in the same run
        Assert.Equal(new RequestTally(0, 0) { Failures = FailureCounts.Of(FailureKind.InvalidResponse) }, RequestTally.Of(paid, Succeeded with { Attempts = 1 })); // could not be read
        Assert.Equal(1, RequestTally.Of(paid, Succeeded).Requests); // a count that falls began anew
    }

    [Fact]
    public void Add_Tallies_AddsEveryKind()
    {
        var sum = new RequestTally(3, 1) { Failures = FailureCounts.Of(FailureKind.Timeout, 2) }
            + default(RequestTally)
            + new RequestTally(2, 1) { Failures = FailureCounts.Of(FailureKind.Timeout) + FailureCounts.Of(FailureKind.RateLimited) };

        Assert.Equal((5, 2, 4), (sum.Requests, sum.Retries, sum.Failures.Total));
        Assert.Equal([(FailureKind.RateLimited, 1L), (FailureKind.Timeout, 3L)], sum.Failures.ByKind);
        Assert.Equal(3, sum.Failures[FailureKind.Timeout]);
        Assert.Equal("RateLimited 1, Timeout 3", sum.Failures.ToString());
        Assert.True(default(RequestTally).IsNone);
    }
}
