namespace Aita.Exams.Images;

/// <summary>Whether the lines of text on a page run across it or up and down. Pure.</summary>
internal static class TextLines
{
    /// <summary>Lines and gaps make sums across them rise and fall; sums along them do so much less.</summary>
    private const double Clearly = 1.6;

    /// <summary>How the lines run. Says nothing about upside down.</summary>
    public static LineRun Of(InkMask mask)
    {
        var (rows, columns) = mask.Profiles();
        var (across, along) = (Unrest(rows, mask.Width), Unrest(columns, mask.Height));
        return along > Clearly * across ? LineRun.UpAndDown : across > Clearly * along ? LineRun.Across : LineRun.Unclear;
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

/// <summary>How the lines of text on a page run.</summary>
internal enum LineRun
{
    /// <summary>It cannot be told.</summary>
    Unclear,

    /// <summary>From side to side: the page does not lie on its side.</summary>
    Across,

    /// <summary>From top to bottom: the page lies on its side.</summary>
    UpAndDown,
}
