#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj

// Reads the pages of one student of the synthetic exam in samples/midterm.

using Aita.Execution;
using Aita.Simulator;
using Microsoft.Extensions.AI;

// The simulator reads the truth that the synthetic pages carry inside, and adds misreadings. It cannot read other images.
var simulated = Environment.GetEnvironmentVariable("OPENROUTER_API_KEY") is null;
await using var simulator = simulated ? await SimulatorServer.StartAsync() : null;
Console.WriteLine(simulated ? "The answers are simulated." : "The answers come from the provider.");
using var client = OpenRouterChatClient.Create(new() { BaseUrl = simulator?.BaseUrl.AbsoluteUri });

var here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var pages = Directory.GetFiles(Path.Combine(here, "..", "samples", "midterm", "grouped", "Nova Quill"), "*.jpg").Order();

var executor = new ParallelLlmExecutor(client, new() { EnableCheckpointing = false });
var result = await executor.ExecuteBatchAsync(pages.Select(page => new PageTask(page)), "pages");

foreach (var page in result.TaskResults)
{
    Console.WriteLine($"--- {page.TaskId}");
    Console.WriteLine(page.TryGetValue(out var text) ? text : page.Error);
}

#region task
internal sealed class PageTask(string path) : VisionLlmTask<string>(Path.GetFileNameWithoutExtension(path))
{
    public override ChatOptions Options { get; } = new() { Temperature = 0, MaxOutputTokens = 2000 };

    // A file is read when its request is built and let go of when the request is over; it is sent inline, never uploaded elsewhere.
    public override IReadOnlyList<ImageSource> GetImages() => [ImageSource.FromFile(path)];

    public override string GetPromptText() => "Transcribe the handwriting of this page word for word. Maths as LaTeX. Correct nothing.";

    public override string ParseResponse(string text) => text.Trim();
}
#endregion
