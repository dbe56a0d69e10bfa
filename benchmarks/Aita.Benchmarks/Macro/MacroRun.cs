using System.Globalization;
using System.Runtime.InteropServices;
using Aita.Benchmarks.Kills;
using Aita.Benchmarks.Micro;
using Aita.Benchmarks.Soak;

namespace Aita.Benchmarks.Macro;

/// <summary>Runs scenarios one after another, prints their tables, and writes them into the page.</summary>
internal static class MacroRun
{
    private const string All = "all";
    private const string Usage = "Use all, or some of: schedule sizes pages class overhead memory faults limits workers prefixes estimate micro kills soak; with --write, "
        + "--minutes N and --rate R (soak), --times N and --seed N (kills).";

    /// <summary>Scenarios of the library alone.</summary>
    private static readonly string[] WithoutTool = ["sizes", "estimate", "micro"];

    /// <summary>In the order of the page.</summary>
    private static readonly (string Name, string Title, Func<MacroArguments, Task<Table>> RunAsync)[] Scenarios =
    [
        ("schedule", "Against the perfect schedule", static _ => ScheduleScenario.RunAsync()),
        ("sizes", "Tasks of known size", static _ => SizesScenario.RunAsync()),
        ("pages", "Pages against the perfect schedule", static _ => PagesScenario.RunAsync()),
        ("class", "A class from scans to marks", static _ => ClassScenario.RunAsync()),
        ("overhead", "What a task costs", static _ => OverheadScenario.RunAsync()),
        ("memory", "Memory", static _ => MemoryScenario.RunAsync()),
        ("faults", "Failures", static _ => FaultScenario.RunAsync()),
        ("limits", "Rate limits", static _ => LimitScenario.RunAsync()),
        ("workers", "Workers that find themselves", static _ => WorkersScenario.RunAsync()),
        ("prefixes", "Shared beginnings", static _ => PrefixScenario.RunAsync()),
        ("estimate", "Estimate of the remaining time", static _ => EstimateScenario.RunAsync()),
        ("micro", "Parts", static _ => MicroRun.RunAsync()),
        ("kills", "Kills", static arguments => KillScenario.RunAsync(arguments.Times, arguments.Seed)),
        ("soak", "Soak", static arguments => SoakScenario.RunAsync(arguments.Minutes, arguments.Rate)),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        if (MacroArguments.TryRead(args) is not { } arguments || arguments.Names.Exists(static name => name != All && !Array.Exists(Scenarios, scenario => scenario.Name == name)))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }

        var isAll = arguments.Names.Contains(All);
        var chosen = Array.FindAll(Scenarios, scenario => isAll || arguments.Names.Contains(scenario.Name));
        if (!Array.TrueForAll(chosen, static scenario => WithoutTool.Contains(scenario.Name)))
        {
            await PublishedTool.PublishAsync();
        }

        var page = isAll || arguments.Writes ? await ResultsPage.ReadAsync(Paths.Page) : null;
        if (isAll)
        {
            page!.SetMachine(Machine());
        }

        var failed = 0;
        foreach (var (name, title, run) in chosen)
        {
            await Console.Error.WriteLineAsync($"running {name} ...");
            var (text, chart) = await TryRunAsync(run, arguments);
            failed += text is null ? 1 : 0;
            text ??= "This scenario failed in the last run: see what it wrote on standard error.";
            Console.WriteLine($"## {title}\n\n{text}");
            page?.Set(title, text);
            await (page?.SaveAsync(chart) ?? Task.CompletedTask); // what is measured is not lost by what comes later
        }

        return failed == 0 ? 0 : 2;
    }

    private static async Task<(string? Text, BarChart? Chart)> TryRunAsync(Func<MacroArguments, Task<Table>> run, MacroArguments arguments)
    {
        try
        {
            var table = await run(arguments);
            return (table.ToString(), table.Chart);
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync(exception.ToString());
            return (null, null);
        }
    }

    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"Measured on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, with Aita " +
        $"{typeof(MacroRun).Assembly.GetName().Version!.ToString(2)}, {TimeProvider.System.GetUtcNow():MMMM yyyy}. The simulator runs on the same cores.");
}
