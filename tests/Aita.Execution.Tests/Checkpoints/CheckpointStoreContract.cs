namespace Aita.Execution.Tests.Checkpoints;

/// <summary>What every checkpoint store must do. One suite per implementation derives from it.</summary>
public abstract class CheckpointStoreContract
{
    /// <summary>Opens the store of a batch; what was there before is wanted.</summary>
    private protected abstract Task<ICheckpointStore> OpenAsync();

    [Fact]
    public async Task FindAsync_NewStore_KnowsNothing()
    {
        await using var store = await OpenAsync();

        Assert.Equal(0, store.EarlierCount);
        Assert.Equal(0m, store.EarlierCost);
        Assert.Null(await store.FindAsync("a", default));
        Assert.NotEmpty(store.Location);
    }

    [Fact]
    public async Task FindAsync_AfterReopening_GivesTheRecordBackAsItWas()
    {
        var success = Records.Succeeded("a", "x = \\frac{1}{2}\r\n\t\"é\" 漢字 😀 \u0000\u001F\u2028") with
        {
            Answer = Records.Succeeded("a").Answer! with { Body = ResponseBody.TryCreate("{ \"a\" : [1,\n\"\\n é\"] }\n"u8.ToArray()) },
            MaxOutputTokens = 200,
        };
        var failure = Records.Failed("b");
        var bare = new CheckpointRecord { Id = "c", Key = "", Status = TaskOutcome.Failed };
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(success, default);
            await store.AppendAsync(failure, default);
            await store.AppendAsync(bare, default);
        }

        await using var reopened = await OpenAsync();

        Assert.Equal(success, await reopened.FindAsync("a", default));
        Assert.Equal(failure, await reopened.FindAsync("b", default));
        Assert.Equal(bare, await reopened.FindAsync("c", default));
        Assert.Null(await reopened.FindAsync("d", default));
        Assert.Equal(3, reopened.EarlierCount);
    }

    [Fact]
    public async Task FindAsync_RecordOfThisRun_IsNotReturned()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Records.Succeeded("a"), default);

        Assert.Null(await store.FindAsync("a", default));
        Assert.Equal(0, store.EarlierCount);
    }

    [Fact]
    public async Task FindAsync_IdRecordedTwice_TheLastWinsAndBothWerePaid()
    {
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(Records.Succeeded("a", "first", cost: 0.25m), default);
            await store.AppendAsync(Records.Succeeded("b", "other", cost: null), default);
            await store.AppendAsync(Records.Succeeded("a", "second", cost: 0.5m), default);
        }

        await using var reopened = await OpenAsync();

        Assert.Equal("second", (await reopened.FindAsync("a", default))!.Answer!.Text);
        Assert.Equal(2, reopened.EarlierCount);
        Assert.Equal(0.75m, reopened.EarlierCost);
    }

    [Fact]
    public async Task FindByKeyAsync_AfterReopening_GivesTheLastSuccessOfTheRequestAndNothingElse()
    {
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(Records.Failed("a") with { Key = "failed" }, default);
            await store.AppendAsync(Records.Failed("b") with { Key = "bought" }, default);
            await store.AppendAsync(Records.Succeeded("b", "the answer", key: "bought"), default);
            await store.AppendAsync(Records.Succeeded("c", "the answer, shared", key: "bought"), default);
            await store.AppendAsync(new CheckpointRecord { Id = "d", Key = "open", Status = TaskOutcome.NotRun }, default);
            Assert.Null(await store.FindByKeyAsync("bought", default));
        }

        await using var reopened = await OpenAsync();

        Assert.Equal(Records.Succeeded("c", "the answer, shared", key: "bought"), await reopened.FindByKeyAsync("bought", default));
        Assert.Null(await reopened.FindByKeyAsync("failed", default));
        Assert.Null(await reopened.FindByKeyAsync("open", default));
        Assert.Null(await reopened.FindByKeyAsync("bough", default));
    }

    [Fact]
    public async Task FindAsync_SupersededInALaterRun_TheLaterRunWins()
    {
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(Records.Failed("a"), default);
        }

        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(Records.Succeeded("a"), default);
        }

        await using var reopened = await OpenAsync();

        Assert.Equal(Records.Succeeded("a"), await reopened.FindAsync("a", default));
        Assert.Equal(1, reopened.EarlierCount);
    }

    [Fact]
    public async Task EarlierRequests_RecordsOfSeveralRuns_AddUp()
    {
        var overloaded = FailureCounts.Of(FailureKind.Overloaded, 2);
        await using (var store = await OpenAsync())
        {
            Assert.True(store.EarlierRequests.IsNone);
            await store.AppendAsync(Records.Failed("a") with { Attempts = 3, Requests = 3, FailedRequests = overloaded + FailureCounts.Of(FailureKind.Timeout) }, default);
            await store.AppendAsync(new CheckpointRecord { Id = "b", Key = "k", Status = TaskOutcome.NotRun, Attempts = 1, Requests = 1 }, default);
            await store.AppendAsync(Records.Succeeded("c") with { Requests = 1 }, default);
            await store.AppendAsync(Records.Failed("c") with { Attempts = 1, Requests = 0, FailedRequests = FailureCounts.Of(FailureKind.InvalidResponse) }, default);
        }

        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(Records.Succeeded("a") with { Attempts = 2, Requests = 2, FailedRequests = FailureCounts.Of(FailureKind.Timeout) }, default);
        }

        await using var reopened = await OpenAsync();

        Assert.Equal(
            new RequestTally(7, 3) { Failures = overloaded + FailureCounts.Of(FailureKind.Timeout, 2) + FailureCounts.Of(FailureKind.InvalidResponse) },
            reopened.EarlierRequests);
        Assert.Equal((2, FailureCounts.Of(FailureKind.Timeout)), await reopened.FindAsync("a", default) is { } a ? (a.Requests, a.FailedRequests) : default);
    }

    [Fact]
    public async Task EarlierReserved_ReservationsInAnyOrder_AddUpAndHideNoOutcome()
    {
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(Records.Succeeded("a", cost: 0.25m), default);
            await store.AppendAsync(Reservation("a", new(0.5m)), default);
            await store.AppendAsync(Reservation("b", new(0, Unpriced: 1)), default);
            await store.AppendAsync(Reservation("c", new(0.125m)), default);
            await store.AppendAsync(Reservation("c", new(-0.125m)) with { Failure = new LlmFailure(FailureKind.Overloaded, "busy") }, default);
            await store.AppendAsync(Records.Succeeded("d", cost: 0.5m) with { Reserved = new(-0.125m) }, default);
        }

        await using var reopened = await OpenAsync();

        Assert.Equal(new CostReservation(0.375m, 1), reopened.EarlierReserved);
        Assert.Equal(0.75m, reopened.EarlierCost);
        Assert.Equal(2, reopened.EarlierCount);
        Assert.Equal(TaskOutcome.Succeeded, (await reopened.FindAsync("a", default))!.Status);
        Assert.Null(await reopened.FindAsync("b", default));
        Assert.Equal(new CostReservation(-0.125m), (await reopened.FindAsync("d", default))!.Reserved);

        static CheckpointRecord Reservation(string id, CostReservation reserved) =>
            new() { Id = id, Key = "k", Status = TaskOutcome.NotRun, Attempts = 1, Reserved = reserved };
    }

    [Fact]
    public async Task AppendAsync_FromManyTasksAtOnce_KeepsThemAll()
    {
        await using (var store = await OpenAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 32).Select(worker => Task.Run(async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await store.AppendAsync(Records.Succeeded($"{worker}-{i}", new string('x', i * 7)), default);
                }
            })));
            await store.FlushAsync(default);
        }

        await using var reopened = await OpenAsync();

        Assert.Equal(32 * 50, reopened.EarlierCount);
        for (var worker = 0; worker < 32; worker++)
        {
            Assert.Equal(new string('x', 49 * 7), (await reopened.FindAsync($"{worker}-49", default))!.Answer!.Text);
        }
    }

    [Fact]
    public async Task AppendAsync_HugeRecord_ComesBack()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789abcdef", 5 * 65536));
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(Records.Succeeded("before"), default);
            await store.AppendAsync(Records.Succeeded("huge", text), default);
            await store.AppendAsync(Records.Succeeded("after"), default);
        }

        await using var reopened = await OpenAsync();

        Assert.Equal(text, (await reopened.FindAsync("huge", default))!.Answer!.Text);
        Assert.NotNull(await reopened.FindAsync("after", default));
    }

    [Fact]
    public async Task AppendAsync_CancelledToken_RecordsAllTheSame()
    {
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(Records.Succeeded("paid"), new CancellationToken(canceled: true));
        }

        await using var reopened = await OpenAsync();

        Assert.NotNull(await reopened.FindAsync("paid", default));
    }

    [Fact]
    public async Task AppendAsync_AfterDisposal_IsRefused()
    {
        var store = await OpenAsync();
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.AppendAsync(Records.Succeeded("a"), default));
    }
}
