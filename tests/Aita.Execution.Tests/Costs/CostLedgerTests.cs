using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests;

public sealed class CostLedgerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("aita-ledger-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Append_Calls_AreOneLineEach()
    {
        var ledger = Create();
        await using (ledger)
        {
            await ledger.AppendAsync(Entry(), TestContext.Current.CancellationToken);
            await ledger.AppendAsync(Entry() with { Usage = null, Cost = null, Error = FailureKind.Timeout }, TestContext.Current.CancellationToken);
        }

        Assert.Matches(@"^session_20260501_120000_[0-9a-f]{8}\.jsonl$", Path.GetFileName(ledger.Path));
        var lines = await File.ReadAllLinesAsync(ledger.Path, TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            $$"""{"timestamp":"2026-05-01T12:00:00+00:00","session_id":"{{ledger.SessionId}}","model":"m","operation":"grade","input_tokens":10,"output_tokens":5,"cached_tokens":2,"image_count":1,"cost":0.000125,"error":null}""",
            JsonNode.Parse(lines[0])!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Contains("""
            "input_tokens":null,"output_tokens":null,"cached_tokens":null,"image_count":1,"cost":null,"error":"Timeout"
            """, lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadSessions_ManyCalls_AreSummed()
    {
        await using (var ledger = Create())
        {
            var tracker = new CostTracker(ledger: ledger);
            await Parallel.ForAsync(0, 10_000, TestContext.Current.CancellationToken, async (i, token) =>
                await tracker.RecordAsync(Entry() with { Operation = i % 2 == 0 ? "grade" : "transcribe", Error = i % 10 == 0 ? FailureKind.Server : null }, token));
        }

        var session = Assert.Single(await ReadAsync());
        Assert.Equal(new CostTotals(10_000, 1000, new TokenUsage(100_000, 50_000, 20_000), 10_000, 1.25m, 0), session.Costs.Total);
        Assert.Equal(5000, session.Costs.ByOperation["transcribe"].Calls);
        Assert.Equal(10_000, session.Costs.ByModel["m"].Calls);
        Assert.Equal((Now, Now, 0), (session.FirstCall, session.LastCall, session.UnreadableLines));
    }

    [Fact]
    public async Task ReadSessions_TornOrForeignLines_AreCountedAndSkipped()
    {
        string path;
        await using (var ledger = Create())
        {
            await ledger.AppendAsync(Entry(), TestContext.Current.CancellationToken);
            path = ledger.Path;
        }

        var line = (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))[0];
        await File.AppendAllTextAsync(path, $"[]\n\n{{\"timestamp\":7}}\n{line[..60]}", TestContext.Current.CancellationToken);

        var session = Assert.Single(await ReadAsync());
        Assert.Equal((1, 3), (session.Costs.Total.Calls, session.UnreadableLines));
    }

    [Fact]
    public async Task ReadSessions_CutAnywhere_NeverThrowsAndNeverCountsHalfALine()
    {
        string path;
        await using (var ledger = Create())
        {
            await ledger.AppendAsync(Entry(), TestContext.Current.CancellationToken);
            await ledger.AppendAsync(Entry(), TestContext.Current.CancellationToken);
            path = ledger.Path;
        }

        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var lineLength = bytes.Length / 2;
        for (var length = bytes.Length; length >= 0; length -= 7)
        {
            await File.WriteAllBytesAsync(path, bytes[..length], TestContext.Current.CancellationToken);
            var session = Assert.Single(await ReadAsync());
            Assert.Equal(length >= bytes.Length - 1 ? 2 : length >= lineLength - 1 ? 1 : 0, session.Costs.Total.Calls);
        }
    }

    [Fact]
    public async Task ReadSessions_WhileItIsWritten_Works()
    {
        await using var ledger = Create();

        Assert.Equal(ledger.SessionId, Assert.Single(await ReadAsync()).SessionId);
    }

    [Fact]
    public async Task ReadSessions_SeveralOrNone_AreListedOldestFirst()
    {
        Assert.Empty(await ReadAsync(Path.Combine(_folder, "missing")));
        await using var second = CostLedger.Create(_folder, new FakeTimeProvider(Now.AddDays(1)));
        await using var first = Create();

        Assert.Equal([first.SessionId, second.SessionId], (await ReadAsync()).Select(session => session.SessionId));
    }

    [Fact]
    public async Task Append_AfterDispose_DoesNothing()
    {
        var ledger = Create();
        await ledger.DisposeAsync();
        await ledger.DisposeAsync();

        await ledger.AppendAsync(Entry(), TestContext.Current.CancellationToken);

        Assert.Equal(0, new FileInfo(ledger.Path).Length);
    }

    private static CostEntry Entry() => new()
    {
        Timestamp = Now,
        Operation = "grade",
        Model = "m",
        Usage = new TokenUsage(10, 5, 2),
        Images = 1,
        Cost = 0.000125m,
    };

    private CostLedger Create() => CostLedger.Create(_folder, new FakeTimeProvider(Now));

    private async Task<List<CostSession>> ReadAsync(string? folder = null)
    {
        var sessions = new List<CostSession>();
        await foreach (var session in CostLedger.ReadSessionsAsync(folder ?? _folder, TestContext.Current.CancellationToken))
        {
            sessions.Add(session);
        }

        return sessions;
    }
}
