using System.Globalization;

namespace Aita.Exams.Stages.Grading;

/// <summary>Which points a criterion can earn: quarter points, and what it is worth in full. Pure.</summary>
internal static class PointGrid
{
    /// <summary>The finest step between two marks.</summary>
    public const decimal Step = 0.25m;

    /// <summary>Whether a criterion that is worth <paramref name="possible"/> can earn these points.</summary>
    public static bool Allows(decimal points, decimal possible) => points >= 0 && points <= possible && (points == possible || points % Step == 0);

    /// <summary>
    /// What a criterion has earned after its worth has changed: all of it stays all, nothing stays nothing, a part keeps its share, rounded to the
    /// nearest points the criterion can earn, half a step upwards.
    /// </summary>
    /// <param name="earned">Points when it was graded.</param>
    /// <param name="possible">What it was worth then.</param>
    /// <param name="now">What it is worth now.</param>
    public static decimal Rescore(decimal earned, decimal possible, decimal now)
    {
        if (possible == now || earned == 0)
        {
            return earned;
        }

        if (earned == possible)
        {
            return now;
        }

        var exact = now * earned / possible;
        var below = Math.Floor(exact / Step) * Step;
        var above = Math.Min(below + Step, now);
        return exact - below < above - exact ? below : above;
    }

    /// <summary>Points as people write them: <c>2.5</c>, not <c>2.50</c>.</summary>
    public static string Text(decimal points) => points.ToString("0.############", CultureInfo.InvariantCulture);
}
