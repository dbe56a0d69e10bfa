using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Aita.Benchmarks.Micro;

/// <summary>The parts that every task passes through, alone, beside what the platform offers for the same work.</summary>
internal static class MicroRun
{
    public static int Run(string[] options)
    {
        var job = Job.ShortRun.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(5), logOutput: false));
        var config = DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default);
        var summaries = BenchmarkSwitcher
            .FromTypes([typeof(LimiterBenchmarks), typeof(SchedulerBenchmarks), typeof(CheckpointBenchmarks), typeof(JsonBenchmarks)])
            .Run(options.Length == 0 ? ["--filter", "*"] : options, config);
        return summaries.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.All(static report => report.Success)) ? 0 : 1;
    }
}
