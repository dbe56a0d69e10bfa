using System.Diagnostics;

namespace Aita.Cli.Tests;

/// <summary>The real executable, in the folder and the environment of a <see cref="CliWorld"/>.</summary>
internal static class RealProcess
{
    public static Process Start(CliWorld world, IEnumerable<string> line)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "aita.exe" : "aita");
        var start = new ProcessStartInfo(executable)
        {
            WorkingDirectory = world.Directory,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in line)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in world.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
