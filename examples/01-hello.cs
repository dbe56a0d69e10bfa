#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// Three questions at once.

using Aita.Execution;
using Aita.Simulator;

// Without a key the provider is a simulator in this process: its answers and prices are invented.
await using var simulator = Environment.GetEnvironmentVariable("OPENROUTER_API_KEY") is null
    ? await SimulatorServer.StartAsync(new() { MedianCompletionTokens = 15 })
    : null;
if (simulator is not null)
{
    Environment.SetEnvironmentVariable("OPENROUTER_BASE_URL", simulator.BaseUrl.AbsoluteUri);
    Console.WriteLine("The answers are simulated.");
}

// The checkpoint is written to ./checkpoints: here into a folder that is removed at the end.
var folder = Environment.CurrentDirectory = Directory.CreateTempSubdirectory("aita-hello-").FullName;

#region hello
using var client = OpenRouterChatClient.Create(); // OPENROUTER_API_KEY, OPENROUTER_MODEL, OPENROUTER_BASE_URL
var executor = new ParallelLlmExecutor(client, new() { MaxWorkers = 10, RateLimit = 15 });

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

Environment.CurrentDirectory = Path.GetTempPath();
Directory.Delete(folder, recursive: true);
