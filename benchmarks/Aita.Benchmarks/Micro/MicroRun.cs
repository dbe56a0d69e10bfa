using System.Globalization;
using Aita.Benchmarks.Macro;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Aita.Benchmarks.Micro;

/// <summary>The parts that every task passes through, alone, beside what the platform offers for the same work.</summary>
internal static class MicroRun
{
    private static readonly Type[] Parts = [typeof(LimiterBenchmarks), typeof(SchedulerBenchmarks), typeof(CheckpointBenchmarks), typeof(JsonBenchmarks)];

    /// <summary>With the options and the output of BenchmarkDotNet.</summary>
    public static int Run(string[] options)
    {
        var summaries = BenchmarkSwitcher.FromTypes(Parts).Run(options.Length == 0 ? ["--filter", "*"] : options, Configure(DefaultConfig.Instance));
        return summaries.All(Succeeded) ? 0 : 1;
    }

    /// <summary>All of them, as a section of the page.</summary>
    public static Task<Table> RunAsync()
    {
        var table = new Table(
            "Parts",
            "The parts that every task passes through, alone, in this process (BenchmarkDotNet, short runs). The first of a part is what the platform offers for the same work, where it offers something. "
                + "A checkpoint is flushed to the device after each hundredth record; *together* is one of 64 at a time.",
            "part", "what", "time", "against the first", "allocated");
        var config = Configure(ManualConfig.CreateEmpty().AddLogger(NullLogger.Instance).WithOptions(ConfigOptions.DisableLogFile));
        foreach (var part in Parts)
        {
            var summary = BenchmarkRunner.Run(part, config);
            if (!Succeeded(summary))
            {
                throw new InvalidOperationException($"{part.Name} failed: run it alone, with micro --filter \"*{part.Name}*\".");
            }

            var first = summary.Reports.FirstOrDefault(static report => report.BenchmarkCase.Descriptor.Baseline)?.ResultStatistics!.Mean;
            foreach (var report in summary.Reports)
            {
                var mean = report.ResultStatistics!.Mean;
                table.Add(
                    part.Name.Replace("Benchmarks", "", StringComparison.Ordinal),
                    report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
                    Time(mean),
                    first is null ? "" : (mean / first.Value).ToString("F2", CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0:N0} bytes"));
            }
        }

        return Task.FromResult(table);
    }

    private static ManualConfig Configure(IConfig config) => config
        .AddJob(Job.ShortRun.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(5), logOutput: false)))
        .AddDiagnoser(MemoryDiagnoser.Default);

    private static bool Succeeded(Summary summary) => !summary.HasCriticalValidationErrors && summary.Reports.All(static report => report.Success);

    private static string Time(double nanoseconds) => nanoseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:F0} ns")
        : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000:F1} µs");
}
