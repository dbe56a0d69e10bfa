#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// Three questions at once.

using Aita.Execution;
using Aita.Simulator;

// Without a key the provider is a simulator in this process: its answers and prices are invented.
var simulated = Environment.GetEnvironmentVariable("OPENROUTER_API_KEY") is null;
await using var simulator = simulated ? await SimulatorServer.StartAsync(new() { MedianCompletionTokens = 15 }) : null;
Console.WriteLine(simulated ? "The answers are simulated." : "The answers come from the provider.");
var checkpoints = Directory.CreateTempSubdirectory("aita-hello-").FullName;

#region hello
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator?.BaseUrl.AbsoluteUri });
var executor = new ParallelLlmExecutor(client, new() { MaxWorkers = 10, RateLimit = 15, CheckpointDirectory = checkpoints });

string[] questions = ["What is entropy?", "What is a catalyst?", "What is a buffer solution?"];
var tasks = questions.Select((question, i) => new SimpleLlmTask($"q{i + 1}", question));

var result = await executor.ExecuteBatchAsync(tasks, "hello");

foreach (var answer in result.SuccessfulResults)
{
    Console.WriteLine($"{answer.TaskId}: {answer.Value}");
}

foreach (var failed in result.FailedResults)
{
    Console.Error.WriteLine($"{failed.TaskId}: {failed.Error}");
}

Console.WriteLine($"{result.SuccessRate:F0} % in {result.Metrics.Elapsed.TotalSeconds:F2} s for ${result.Metrics.Cost:F6}");
#endregion

Directory.Delete(checkpoints, recursive: true);
