namespace Aita.Exams.Images;

/// <summary>Some of the ink of a page as points: enough to see whether it is on another page, too. Coordinates are shares of width and height. Immutable.</summary>
internal sealed record InkPoints(float[] X, float[] Y)
{
    private const int Most = 1600;

    /// <summary>Points spread evenly over the ink.</summary>
    public static InkPoints Of(InkMask mask)
    {
        var (x, y) = (new List<float>(), new List<float>());
        for (var row = (int)(mask.Height * 0.015); row < (int)(mask.Height * 0.985); row++)
        {
            for (var column = (int)(mask.Width * 0.02); column < (int)(mask.Width * 0.98); column++)
            {
                if (mask[column, row])
                {
                    x.Add((column + 0.5f) / mask.Width);
                    y.Add((row + 0.5f) / mask.Height);
                }
            }
        }

        // Every so many pixels in a scrambled order that is always the same: a prefix is spread over the page, too.
        var count = Math.Min(Most, x.Count);
        var order = Enumerable.Range(0, x.Count).OrderBy(i => unchecked((uint)i * 2654435761u)).Take(count).ToArray();
        return new InkPoints([.. order.Select(i => x[i])], [.. order.Select(i => y[i])]);
    }
}
