#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// What will it cost, how long will it take, and which limit will bind? Twenty tasks say so before the other 580 are paid for, and then the run says how
// far off they were. Always on the simulator, whose prices are invented.

using Aita.Execution;
using Aita.Simulator;

Console.WriteLine("The answers are simulated.");
await using var simulator = await SimulatorServer.StartAsync(new() { Latency = LatencyModel.LogNormal(TimeSpan.FromSeconds(2), 0.5) });
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator.BaseUrl.AbsoluteUri });
var folder = Directory.CreateTempSubdirectory("aita-estimate-").FullName;

#region estimate
ParallelExecutionOptions options = new() { MaxWorkers = 100, RateLimit = 0, CheckpointDirectory = folder };
var executor = new ParallelLlmExecutor(client, options);
var tasks = Enumerable.Range(1, 600).Select(i => new SimpleLlmTask($"q{i}", $"What is the number {i} known for?")).ToList();

// The pilot: tasks from all over the batch, under its name, so that the run finds their answers in the checkpoint.
var pilot = await executor.ExecuteBatchAsync(PilotEstimate.Places(tasks.Count).Select(place => tasks[(int)place]), "numbers");
var items = pilot.SuccessfulResults
    .Select(result => new PilotItem(result.Cost, result.CallTime, result.Usage?.Total ?? 0, result.Attempts, result.Usage?.Input ?? 0))
    .ToList();
var estimate = PilotEstimate.From(items, rest: tasks.Count - items.Count, RunConditions.Of(options))
    ?? throw new InvalidOperationException("Too few tasks of the pilot were answered.");

Console.WriteLine($"the other {tasks.Count - items.Count} of {tasks.Count}, as {items.Count} tell (90 %):");
Console.WriteLine($"  cost   {(estimate.Cost is { } usd ? $"${usd.Expected:F4}, between ${usd.Low:F4} and ${usd.High:F4}" : "not known")}");
Console.WriteLine($"  time   {estimate.Seconds.Expected:F1} s, between {estimate.Seconds.Low:F1} and {estimate.Seconds.High:F1} s");
Console.WriteLine($"  limit  {estimate.Binding}: {estimate.PerSecond:F1} tasks/s");
#endregion

var run = await executor.ExecuteBatchAsync(tasks, "numbers");
var (cost, seconds) = ((double)run.Metrics.Cost, run.Metrics.Elapsed.TotalSeconds);
Console.WriteLine($"the run: {run.Metrics.ReusedTasks} reused, {run.Metrics.Attempts} asked");
Console.WriteLine($"  cost   ${cost:F4}, {Off(cost, estimate.Cost!.Value)}");
Console.WriteLine($"  time   {seconds:F1} s, {Off(seconds, estimate.Seconds)}");
Directory.Delete(folder, recursive: true);

static string Off(double actual, Interval expected) =>
    $"{(actual / expected.Expected) - 1:+0.0 %;-0.0 %} from the estimate, {(actual >= expected.Low && actual <= expected.High ? "within" : "outside")} its interval";
