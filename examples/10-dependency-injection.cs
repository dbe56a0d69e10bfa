#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj
#:package Microsoft.Extensions.DependencyInjection
#:package Microsoft.Extensions.Configuration
#:package Microsoft.Extensions.Options.ConfigurationExtensions

// The executor from a container, its options from configuration.

using Aita.Execution;
using Aita.Simulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

await using var simulator = Environment.GetEnvironmentVariable("OPENROUTER_API_KEY") is null
    ? await SimulatorServer.StartAsync(new() { MedianCompletionTokens = 10 })
    : null;
if (simulator is not null)
{
    Environment.SetEnvironmentVariable("OPENROUTER_BASE_URL", simulator.BaseUrl.AbsoluteUri);
    Console.WriteLine("The answers are simulated.");
}

// In a host this is appsettings.json: { "Aita": { "ParallelExecution": { "MaxWorkers": 20, ... } } }
IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
{
    ["Aita:ParallelExecution:MaxWorkers"] = "20",
    ["Aita:ParallelExecution:RateLimit"] = "50",
    ["Aita:ParallelExecution:Timeout"] = "00:00:30",
    ["Aita:ParallelExecution:EnableCheckpointing"] = "false",
}).Build();

#region register
var services = new ServiceCollection();
services.AddSingleton<IChatClient>(_ => OpenRouterChatClient.Create());
services.Configure<ParallelExecutionOptions>(configuration.GetSection("Aita:ParallelExecution"));
services.AddParallelLlmExecutor();
services.AddSingleton<Greeter>();
#endregion

await using var provider = services.BuildServiceProvider();
await provider.GetRequiredService<Greeter>().GreetAsync(["Ada", "Emmy", "Marie"]);

#region use
internal sealed class Greeter(ParallelLlmExecutor executor)
{
    public async Task GreetAsync(IEnumerable<string> names)
    {
        var result = await executor.ExecuteBatchAsync(names.Select(name => new SimpleLlmTask(name, $"Greet {name}.")), "greetings");
        foreach (var greeting in result.SuccessfulResults)
        {
            Console.WriteLine($"{greeting.TaskId}: {greeting.Value}");
        }
    }
}
#endregion
