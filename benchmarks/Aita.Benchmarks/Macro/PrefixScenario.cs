using System.Globalization;
using Aita.Simulator;

namespace Aita.Benchmarks.Macro;

/// <summary>What the order of the requests costs when many share their beginning and the provider caches prompts.</summary>
internal static class PrefixScenario
{
    private const string Model = "anthropic/claude-haiku-4.5";
    private const int Students = 200;
    private const int Questions = 5;
    private const int PrefixTokens = 3000;
    private const int Workers = 20;
    private const double ReadFactor = 0.1;
    private const double WriteFactor = 1.25;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Shared beginnings",
            $"{Students} students x {Questions} questions, student by student; a prefix of {PrefixTokens:N0} tokens for each question, cache prices like Anthropic's " +
            $"(write x{WriteFactor}, read x{ReadFactor}), {Workers} workers, log-normal latency of mean 130 ms and sigma 0.5. " +
            "The optimum writes each prefix once. Cost of the prompts; answers are short.",
            "order", "cached input", "writes of a prefix", "cost", "optimum", "ratio", "time");
        await using var simulator = await SimulatorProcess.StartAsync(
            "--latency-ms", "130", "--sigma", "0.5", "--answer-tokens", "20",
            "--cache-read-factor", ReadFactor.ToString(CultureInfo.InvariantCulture), "--cache-write-factor", WriteFactor.ToString(CultureInfo.InvariantCulture));
        await Workload.WarmUpAsync(simulator);
        await RunAsync(table, simulator, "cache-aware", run: 1);
        await RunAsync(table, simulator, "as in the input", run: 2, "--no-cache-aware");
        return table;
    }

    // Each run has prefixes of its own, since the server keeps those of the last one.
    private static async Task RunAsync(Table table, SimulatorProcess simulator, string name, int run, params string[] options)
    {
        var rubrics = Enumerable.Range(0, Questions).Select(question => Rubric(run, question)).ToArray();
        using var workload = Workload.Create(Students * Questions, i => string.Create(CultureInfo.InvariantCulture,
            $$$"""{"custom_id":"s{{{i / Questions}}}-q{{{i % Questions}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"{{{Model}}}","messages":[{"role":"system","content":[{"type":"text","text":"{{{rubrics[i % Questions]}}}","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"The answer of student {{{i / Questions}}}: the sum is {{{i * 7}}}."}],"max_tokens":64}}"""));
        await simulator.ResetAsync();
        await workload.RunAitaAsync(simulator.BaseUrl, ["--rate-limit", "0", "--workers", $"{Workers}", .. options]);
        var stats = await simulator.StatsAsync();
        var model = SimulatedModel.Defaults.First(static model => model.Id == Model);
        var price = (double)model.PromptPrice;
        var input = stats.GetProperty("prompt_tokens").GetDouble();
        var cached = stats.GetProperty("cached_tokens").GetDouble();
        var prefix = (double)PrefixTokens;
        var misses = (Students * Questions) - (cached / prefix);
        var cost = stats.GetProperty("cost").GetDouble() - (stats.GetProperty("completion_tokens").GetDouble() * (double)model.CompletionPrice);
        var ideal = ((Students * Questions) - Questions) * prefix;
        var optimum = price * ((ideal * ReadFactor) + ((input - ideal) * WriteFactor));
        table.Add(name, $"{cached / input:P1}", $"{misses:F0}", $"USD {cost:F4}", $"USD {optimum:F4}", $"{cost / optimum:F3}",
            $"{stats.GetProperty("span_ms").GetDouble() / 1000:F2} s");
    }

    // Role and separators count as four tokens at the simulator, and four characters as one.
    private static string Rubric(int run, int question)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"Run {run}, question {question}. ");
        const string Sentence = "Give a point for every correct step. ";
        var length = (PrefixTokens - 4) * 4;
        return (start + string.Concat(Enumerable.Repeat(Sentence, (length / Sentence.Length) + 1)))[..length];
    }
}
