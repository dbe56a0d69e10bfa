using System.Runtime.InteropServices;

namespace Aita.Benchmarks.Macro;

/// <summary>Runs the scenarios and writes their tables.</summary>
internal static class MacroRun
{
    private static readonly (string Name, Func<Task<Table>> Run)[] Scenarios =
    [
        ("schedule", ScheduleScenario.RunAsync),
        ("pages", PagesScenario.RunAsync),
        ("overhead", OverheadScenario.RunAsync),
        ("memory", MemoryScenario.RunAsync),
        ("faults", FaultScenario.RunAsync),
        ("limits", LimitScenario.RunAsync),
        ("estimate", EstimateScenario.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var output = Array.IndexOf(args, "--output") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        var wanted = args.TakeWhile(static arg => arg != "--output").ToList();
        if (wanted.Find(name => Scenarios.All(scenario => scenario.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no scenario '{unknown}': use {string.Join(", ", Scenarios.Select(static s => s.Name))}.");
            return 1;
        }

        var text = $"Measured on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}.{Environment.NewLine}{Environment.NewLine}";
        foreach (var (name, run) in Scenarios.Where(scenario => wanted.Count == 0 || wanted.Contains(scenario.Name)))
        {
            await Console.Error.WriteLineAsync($"running {name} ...");
            var table = await run();
            Console.WriteLine(table);
            text += table + Environment.NewLine;
            if (output is not null && table.Chart is { } chart)
            {
                var picture = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(output))!, chart.Name + ".svg");
                await File.WriteAllTextAsync(picture, chart.ToString());
            }
        }

        if (output is not null)
        {
            await File.WriteAllTextAsync(output, text);
        }

        return 0;
    }
}
