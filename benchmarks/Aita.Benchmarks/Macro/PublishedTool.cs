using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aita.Benchmarks.Macro;

/// <summary>The tool under test: compiled ahead of time, as its package for this system is.</summary>
internal static class PublishedTool
{
    public static async Task PublishAsync()
    {
        await Console.Error.WriteLineAsync("publishing aita ...");
        string[] arguments = ["publish", Paths.Project, "-c", "Release", $"-p:AitaSystems={RuntimeInformation.RuntimeIdentifier}", "-o", Paths.Tool];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"aita was not published: {output}");
        }
    }
}
