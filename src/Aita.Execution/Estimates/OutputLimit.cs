using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Limits of output tokens. Pure.</summary>
internal static class OutputLimit
{
    /// <summary>The limit that options tell; null for none. Servers take 0 and less for none.</summary>
    public static int? Of(ChatOptions? options) => options?.MaxOutputTokens is > 0 and var limit ? limit : null;

    /// <summary>The limit of several answers together; the largest number there is when that is exceeded.</summary>
    public static int Times(int limit, int answers) => (int)Math.Min((long)limit * answers, int.MaxValue);
}
