using System.Text;
using Aita.Execution.Tests.Checkpoints;
using Aita.Execution.Tests.Doubles;

namespace Aita.Execution.Tests.Batches;

/// <summary>A whole batch over a checkpoint file that a crash cut at any byte.</summary>
public sealed class ExecutorTornCheckpointTests
{
    private const int Tasks = 4;

    [Fact]
    public async Task ExecuteBatchAsync_CheckpointCutAtAnyByte_BuysOnlyWhatIsNotRecordedWhole()
    {
        using var folder = new TemporaryFolder();
        var first = await RunAsync(folder.Path, new ScriptedChatClient(call => Answers.Text(call.Text + "!", cost: 0.1m)));
        var whole = await File.ReadAllBytesAsync(first.Checkpoint!, TestContext.Current.CancellationToken);
        var ends = EndsOfRecords(whole);
        Assert.Equal(Tasks, ends.Count);

        for (var length = 0; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(first.Checkpoint!, whole[..length], TestContext.Current.CancellationToken);
            var client = new ScriptedChatClient(call => Answers.Text(call.Text + "!", cost: 0.1m));

            var again = await RunAsync(folder.Path, client);

            var recorded = ends.Count(end => end <= length);
            Assert.True(client.Calls == Tasks - recorded, $"cut at {length}: {client.Calls} requests with {recorded} whole records");
            Assert.Equal(Enumerable.Range(0, Tasks).Select(i => $"t{i}!"), again.TaskResults.Select(r => r.UntypedValue));
            File.Delete(again.Checkpoint!);
            File.Delete(first.Checkpoint!);
        }
    }

    private static Task<BatchResult> RunAsync(string folder, ScriptedChatClient client) =>
        new ParallelLlmExecutor(client, new() { RateLimit = 0, CheckpointDirectory = folder, CheckpointInterval = 1000 })
            .RunAsync(ScriptedTask.Many(Tasks));

    /// <summary>Offsets directly after the closing brace of each record: one record stands on each line after the first.</summary>
    private static List<int> EndsOfRecords(byte[] file)
    {
        List<int> ends = [];
        var offset = 0;
        foreach (var line in Encoding.UTF8.GetString(file).Split('\n'))
        {
            if (line.StartsWith("{\"id\"", StringComparison.Ordinal))
            {
                ends.Add(offset + Encoding.UTF8.GetByteCount(line.TrimEnd(',')));
            }

            offset += Encoding.UTF8.GetByteCount(line) + 1;
        }

        return ends;
    }
}
