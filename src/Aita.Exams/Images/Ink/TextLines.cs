namespace Aita.Exams.Images;

/// <summary>Whether the lines of text on a page run across it or up and down. Pure.</summary>
internal static class TextLines
{
    /// <summary>Lines and gaps make sums across them rise and fall; sums along them do so much less.</summary>
    private const double Clearly = 1.6;

    /// <summary>Whether the page lies on its side. Says nothing about upside down.</summary>
    public static bool AreSideways(InkMask mask)
    {
        var (rows, columns) = mask.Profiles();
        return Unrest(columns, mask.Height) > Clearly * Unrest(rows, mask.Width);
    }

    private static double Unrest(double[] sums, int length)
    {
        double unrest = 0;
        for (var i = 2; i < sums.Length; i++)
        {
            var step = (sums[i] - sums[i - 2]) / length;
            unrest += step * step;
        }

        return unrest / sums.Length;
    }
}
