namespace Aita.Benchmarks.Macro;

/// <summary>Where the programs under test and their input are: beside this one.</summary>
internal static class Paths
{
    public static string Aita => Path.Combine(AppContext.BaseDirectory, "aita");

    public static string Sample => Path.Combine(AppContext.BaseDirectory, "midterm");

    public static string Self => Environment.ProcessPath!;
}
