namespace Aita.Execution;

/// <summary>Limits of output tokens. Pure.</summary>
internal static class OutputLimit
{
    /// <summary>The limit of several answers together; the largest number there is when that is exceeded.</summary>
    public static int Times(int limit, int answers) => (int)Math.Min((long)limit * answers, int.MaxValue);
}
