using Aita.Benchmarks.Rivals;

namespace Aita.Benchmarks.Macro;

/// <summary>What a task costs the client, beside the programs that a user would write instead.</summary>
internal static class OverheadScenario
{
    private const int Tasks = 20_000;
    private const int Workers = 64;
    private const int Rounds = 5;
    private const int PairsInARound = 3; // of aita and the loop, whose ratio differs by a few hundredths from pair to pair
    private const int Aita = 0; // places among the programs
    private const int PlainLoop = 1;

    public static async Task<Table> RunAsync()
    {
        var withNode = await NodePrograms.TryInstallAsync();
        var table = new Table(
            "What a task costs",
            $"{Tasks:N0} tasks without latency, {Workers} workers, checkpoint on; whole processes, start-up included; medians of {Rounds} rounds, in turn, the first two programs {PairsInARound} times in each. " +
            "No rival has a rate limit, a checkpoint, costs, order or resume; the first of them has no retries either, and Microsoft.Extensions.AI runs in Parallel.ForEachAsync too. CPU ratio: to the loop that ran before, median. " +
            await RivalVersions.DescribeAsync(withNode),
            "program", "tasks/s", "CPU per task", "peak memory", "CPU, HttpClient = 1")
        {
            Chart = new BarChart("cpu-per-task", "Processor time of the client per task (shorter is better)", "µs"),
        };
        await using var simulator = await SimulatorProcess.StartAsync();
        using var workload = Workload.Create(Tasks);
        var url = simulator.BaseUrl;
        List<(string Name, Func<Task<ProcessFigures>> RunAsync)> programs =
        [
            ("aita batch", () => workload.RunAitaAsync(url, "--rate-limit", "0", "--workers", $"{Workers}")),
            ("HttpClient, Parallel.ForEachAsync", () => workload.RunRivalAsync("plain-loop", url, Workers)),
            ("Microsoft.Extensions.AI, OpenAI SDK, Polly", () => workload.RunRivalAsync("openai-sdk", url, Workers)),
        ];
        if (withNode)
        {
            programs.Add(("openai-node, p-limit", () => NodePrograms.RunAsync("p-limit.mjs", workload, url, Workers)));
            programs.Add(("LangChain.js batch", () => NodePrograms.RunAsync("langchain.mjs", workload, url, Workers)));
        }

        var runs = programs.ConvertAll(static _ => new List<(ProcessFigures Figures, double Ratio)>());
        int[] turn = [.. Enumerable.Repeat<int[]>([PlainLoop, Aita], PairsInARound).SelectMany(static pair => pair), .. Enumerable.Range(2, programs.Count - 2)];
        var loop = 1.0;
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var program in turn)
            {
                var figures = await programs[program].RunAsync();
                loop = program == PlainLoop ? figures.CpuSeconds : loop;
                if (round > 0)
                {
                    runs[program].Add((figures, figures.CpuSeconds / loop));
                }
            }
        }

        for (var program = 0; program < programs.Count; program++)
        {
            var own = runs[program];
            var cpu = Median.Of(own.Select(static run => run.Figures.CpuSeconds)) / Tasks * 1e6;
            table.Chart.Add(programs[program].Name, cpu);
            table.Add(
                programs[program].Name, $"{Tasks / Median.Of(own.Select(static run => run.Figures.Wall.TotalSeconds)):N0}", $"{cpu:F0} µs",
                $"{Median.Of(own.Select(static run => (double)run.Figures.PeakMemory)) / 1e6:F0} MB",
                $"{Median.Of(own.Select(static run => run.Ratio)):F2}");
        }

        return table;
    }
}
