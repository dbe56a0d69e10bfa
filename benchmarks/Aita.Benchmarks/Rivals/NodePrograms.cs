using System.Diagnostics;
using Aita.Benchmarks.Macro;

namespace Aita.Benchmarks.Rivals;

/// <summary>The rivals that run on Node: their packages are installed once beside this program. Where Node is missing they are left out.</summary>
internal static class NodePrograms
{
    /// <summary>Where the programs and their packages are.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "rivals-node");

    public static async Task<bool> TryInstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            return true;
        }

        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { UseShellExecute = false, WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await Task.WhenAll(output, error, process.WaitForExitAsync());
            if (process.ExitCode == 0)
            {
                return true;
            }

            await Console.Error.WriteLineAsync($"The rivals on Node are left out, since npm ci failed: {await error}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            await Console.Error.WriteLineAsync("The rivals on Node are left out: there is no npm on this machine.");
        }

        return false;
    }

    public static Task<ProcessFigures> RunAsync(string script, Workload workload, Uri baseUrl, int workers) =>
        MeasuredProcess.RunAsync("node", [Path.Combine(Folder, script), workload.Input, workload.RivalOutput, baseUrl.AbsoluteUri, $"{workers}"]);
}
