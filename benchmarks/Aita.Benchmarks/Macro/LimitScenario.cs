namespace Aita.Benchmarks.Macro;

/// <summary>How well a limit is used, told and untold.</summary>
internal static class LimitScenario
{
    private const int Tasks = 1000;
    private const double Limit = 50;
    private const string Told = "told";

    /// <summary>How an untold limit is met depends on the phase in which it is met: the median run of several is shown.</summary>
    private const int UntoldRuns = 5;

    /// <summary>After this the provider's burst is whole again: 50 requests at 50 per second.</summary>
    private static readonly TimeSpan BurstIsBack = TimeSpan.FromSeconds(1.2);

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Rate limits",
            $"The provider allows {Limit:F0} requests per second; {Tasks:N0} tasks of 100 ms, 64 workers, 16 or auto. Told: --rate-limit 50. Told by answers: --rate-limit 0, and headers in OpenAI's form. Untold: " +
            "--rate-limit 0, Retry-After: 1. The ideal for an untold limit sends the burst that the provider allows at once and then exactly its rate; for a told one exactly the rate from the first request on, since no second may hold more. " +
            $"A server that is warm and a client that is cold; untold limits: the median of {UntoldRuns} runs.",
            "limit", "workers", "provider's burst", "succeeded", "refused (429)", "time", "ideal", "ratio", "share of the limit used");
        await RunAsync(table, Told, "64", 50, "--rate-limit", "50");
        await RunHeadersAsync(table, 50);
        await RunHeadersAsync(table, 10);
        await RunAsync(table, "untold", "64", 50, "--rate-limit", "0");
        await RunAsync(table, "untold", "64", 10, "--rate-limit", "0");
        await RunAsync(table, "untold", "auto", 10, "--rate-limit", "0");
        await RunFallAsync(table);
        await RunTokensAsync(table);
        return table;
    }

    /// <summary>Seconds for all tasks when so many are sent at once and the others at exactly the rate, the last answer included.</summary>
    private static double Ideal(int sentAtOnce) => ((Tasks - sentAtOnce) / Limit) + 0.1;

    /// <summary>The limit is told by each answer, and by nothing else.</summary>
    private static Task RunHeadersAsync(Table table, int burst) => RunAsync(
        table, "told by answers", "16", burst, Ideal(burst), 1,
        ["--rate-limit", $"{Limit}", "--burst", $"{burst}", "--headers", "openai", "--retry-after", "1"], ["--rate-limit", "0"]);

    /// <summary>The limit falls from 100 to 25 per second after 400 requests.</summary>
    private static Task RunFallAsync(Table table)
    {
        const int Burst = 10;
        return RunAsync(
            table, "untold, falls from 100 to 25", "auto", Burst, ((400 - Burst) / 100.0) + (600 / 25.0) + 0.1, UntoldRuns,
            ["--rate-limit", "100", "--later-rate-limit", "25", "--change-after", $"{Workload.WarmUpTasks + 400}", "--burst", $"{Burst}", "--retry-after", "1"], ["--rate-limit", "0"]);
    }

    /// <summary>Told requests and tokens, of which the tokens bind: the provider keeps both.</summary>
    private static async Task RunTokensAsync(Table table)
    {
        const int TokensPerMinute = 20_000;
        await using var simulator = await SimulatorProcess.StartAsync("--latency-ms", "100", "--rate-limit", "50", "--tokens-per-minute", $"{TokensPerMinute}");
        using var workload = Workload.Create(400);
        await workload.RunAitaAsync(simulator.BaseUrl, "--workers", "64", "--rate-limit", "50", "--tokens-per-minute", $"{TokensPerMinute}");
        var stats = await simulator.StatsAsync();
        var tokens = stats.GetProperty("prompt_tokens").GetInt64() + stats.GetProperty("completion_tokens").GetInt64();
        Add(table, "told, with 20,000 tokens per minute", "64", 50, LimitFigures.Of(stats), (tokens * 60.0 / TokensPerMinute) + 0.1);
    }

    private static Task RunAsync(Table table, string name, string workers, int burst, params string[] options) =>
        RunAsync(
            table, name, workers, burst, Ideal(name == Told ? 1 : burst), name == Told ? 1 : UntoldRuns,
            ["--rate-limit", $"{Limit}", "--burst", $"{burst}", "--retry-after", "1"], options);

    private static async Task RunAsync(
        Table table, string name, string workers, int burst, double ideal, int runs, string[] provider, string[] options)
    {
        var all = new List<LimitFigures>();
        for (var run = 0; run < runs; run++)
        {
            await using var simulator = await SimulatorProcess.StartAsync(["--latency-ms", "100", .. provider]);
            await Workload.WarmUpAsync(simulator);
            await Task.Delay(BurstIsBack);
            using var workload = Workload.Create(Tasks);
            await workload.RunAitaAsync(simulator.BaseUrl, ["--workers", workers, .. options]);
            all.Add(LimitFigures.Of(await simulator.StatsAsync()));
        }

        Add(table, name, workers, burst, all.OrderBy(static figures => figures.Span).ElementAt(runs / 2), ideal);
    }

    private static void Add(Table table, string name, string workers, int burst, LimitFigures figures, double ideal) =>
        table.Add(name, workers, burst, figures.Succeeded, figures.Refused, $"{figures.Span:F2} s", $"{ideal:F2} s",
            $"{figures.Span / ideal:F3}", $"{(ideal - 0.1) / figures.Arrivals:P1}");
}
