#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// Tasks in and outcomes out as streams, in flat memory. 10,000 tasks; give another number as argument:
// dotnet run examples/09-streaming-million.cs -- 1000000. Always on the simulator.

using System.Globalization;
using Aita.Execution;
using Aita.Simulator;

Console.WriteLine("The answers are simulated.");
var count = args is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 10_000;
await using var simulator = await SimulatorServer.StartAsync(new() { MedianCompletionTokens = 5, LogCapacity = 0 });
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator.BaseUrl.AbsoluteUri });
var folder = Directory.CreateTempSubdirectory("aita-stream-").FullName;

#region stream
var executor = new ParallelLlmExecutor(client, new() { MaxWorkers = 64, RateLimit = 0, CheckpointDirectory = folder });
var done = 0;
await foreach (var outcome in executor.ExecuteAsync(ReadTasksAsync(count), "stream", new() { ExpectedTasks = count }))
{
    done += outcome.IsSuccess ? 1 : 0;
    if (done % (count / 5) == 0)
    {
        Console.WriteLine($"{done,9:N0} done, {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F1} MB in use");
    }
}

// Stands for a file or a database that is read as there is room: never much ahead of what is in flight.
static async IAsyncEnumerable<LlmTask<string>> ReadTasksAsync(int count)
{
    for (var i = 0; i < count; i++)
    {
        await ValueTask.CompletedTask;
        yield return new SimpleLlmTask($"task_{i}", $"Say something about the number {i}.");
    }
}
#endregion

Console.WriteLine($"{done:N0} of {count:N0} succeeded");
Directory.Delete(folder, recursive: true);
