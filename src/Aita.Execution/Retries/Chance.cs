namespace Aita.Execution;

/// <summary>The default source of randomness.</summary>
internal static class Chance
{
    private static readonly ThreadLocal<Random> Generator = new(static () => new Random());

    public static double Default() => Generator.Value!.NextDouble();
}
