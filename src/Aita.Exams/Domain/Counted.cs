using System.Globalization;

namespace Aita.Exams.Domain;

/// <summary>Numbers of things in sentences. Pure.</summary>
internal static class Counted
{
    /// <summary><c>1 answer</c>, <c>2 answers</c>.</summary>
    public static string Of(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many)}");
}
