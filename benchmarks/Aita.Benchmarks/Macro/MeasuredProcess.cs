using System.Diagnostics;
using System.Globalization;

namespace Aita.Benchmarks.Macro;

/// <summary>Runs a command to its end under GNU time and reads what it used.</summary>
internal static class MeasuredProcess
{
    public static async Task<ProcessFigures> RunAsync(string file, IEnumerable<string> arguments, int[]? okay = null)
    {
        var report = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/usr/bin/time") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var argument in new[] { "-o", report, "-f", "%U %S %M %e", file }.Concat(arguments))
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0 && okay?.Contains(process.ExitCode) != true)
            {
                throw new InvalidOperationException($"{file} ended with exit code {process.ExitCode}: {await error}");
            }

            return Parse((await File.ReadAllLinesAsync(report))[^1]);
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static ProcessFigures Parse(string line)
    {
        var numbers = line.Split(' ').Select(static part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new(numbers[0] + numbers[1], (long)numbers[2] * 1024, TimeSpan.FromSeconds(numbers[3]));
    }
}
