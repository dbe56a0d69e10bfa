using System.Globalization;
using Aita.Simulator;

namespace Aita.Benchmarks.Macro;

/// <summary>A server whose answers take as long as the request says, to the millisecond.</summary>
internal static class SizesServer
{
    /// <summary>Runs the server until its input ends; its address is the first line of its output.</summary>
    public static async Task<int> ServeAsync()
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { Faults = new FaultPlan { Script = Wait } });
        Console.WriteLine(server.BaseUrl);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static string Prompt(int number, TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"Question {number}: think for {time.TotalMilliseconds:F0}");

    // A good answer whose last byte comes when the time is over.
    private static Fault Wait(SimulatedRequest request) => new(FaultKind.SlowBody)
    {
        Duration = TimeSpan.FromMilliseconds(double.Parse(request.Text.Split(' ')[^1], CultureInfo.InvariantCulture)),
    };
}
