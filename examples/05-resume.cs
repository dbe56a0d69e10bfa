#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// Interrupts a batch and runs it again: nothing is asked, or paid for, twice. Always on the simulator, which counts the requests.

using Aita.Execution;
using Aita.Simulator;

Console.WriteLine("The answers are simulated.");
await using var simulator = await SimulatorServer.StartAsync(new() { Latency = LatencyModel.Constant(TimeSpan.FromMilliseconds(50)) });
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator.BaseUrl.AbsoluteUri });
var folder = Directory.CreateTempSubdirectory("aita-resume-").FullName;

#region resume
var executor = new ParallelLlmExecutor(client, new() { MaxWorkers = 5, RateLimit = 0, CheckpointDirectory = folder });
var tasks = Enumerable.Range(1, 60).Select(i => new SimpleLlmTask($"task_{i}", $"Say something about the number {i}."));

// The first run is cancelled after twenty outcomes. Requests in flight may finish; the checkpoint is complete.
using var interruption = new CancellationTokenSource();
var outcomes = 0;
var options = new BatchOptions
{
    OnTaskCompleted = _ =>
    {
        if (++outcomes == 20)
        {
            interruption.Cancel();
        }
    },
};
var first = await executor.ExecuteBatchAsync(tasks, "numbers", options, interruption.Token);
Console.WriteLine($"first run:  {first.Metrics.CompletedTasks} done, {first.Metrics.NotRunTasks} not run; {simulator.Traffic.Requests} requests");

// The second run is the same call. It finds the checkpoint by the name of the batch.
var second = await executor.ExecuteBatchAsync(tasks, "numbers");
Console.WriteLine($"second run: {second.Metrics.ReusedTasks} reused, {second.Metrics.Attempts} asked; {simulator.Traffic.Requests} requests in all");
#endregion

Console.WriteLine($"requests that had been answered before: {simulator.Traffic.RepeatedRequests}");
Console.WriteLine($"checkpoint: {Path.GetFileName(new CheckpointManager(folder).FindLatest("numbers"))}");
Directory.Delete(folder, recursive: true);
