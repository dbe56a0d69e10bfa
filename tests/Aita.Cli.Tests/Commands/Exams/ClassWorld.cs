using System.Security.Cryptography;
using Aita.Samples;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

/// <summary>An invented class with planted trouble in the data folder of a world, before any stage has run, and a simulated provider that knows it.</summary>
internal static class ClassWorld
{
    public const string Assignment = "midterm";

    public static async Task<CliWorld> StartAsync(IReadOnlyList<TroubleKind> kinds, Func<SimulatedRequest, Fault?>? script = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var source = Path.Join(Path.GetTempPath(), $"aita-class-{Guid.NewGuid():N}");
        await ClassWriter.WriteAsync(source, Math.Max(5, ClassPlan.StudentsFor(kinds)), seed: 1, kinds, cancellation);
        var world = await CliWorld.StartAsync(new()
        {
            Truth = await SimulatedTruth.LoadAsync(Path.Join(source, ClassWriter.TruthFile), cancellation),
            ReadingNoise = 0,
            Faults = new() { Script = script },
        });
        Directory.CreateDirectory(world.PathTo("data"));
        Directory.Move(source, world.PathTo(Path.Join("data", Assignment)));
        return world;
    }

    /// <summary>Every file of a folder with the hash of its bytes, in order.</summary>
    public static IReadOnlyList<string> Contents(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(folder, path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}")];
}
