namespace Aita.Exams.Images;

/// <summary>
/// The ink of a page, made a little thicker, in which the ink of another page is looked for. What was written besides does not matter: that
/// tells a printed page under handwriting. Immutable.
/// </summary>
internal sealed class InkField
{
    /// <summary>Half the size of the mask: 1 field is about half a millimetre.</summary>
    private const int LongSide = 500;

    /// <summary>No two scans lie the same way: up to 7 mm aside and 1.5 degrees askew.</summary>
    private const int MaxShift = 12;

    private const int FewPoints = 320;

    private static readonly double[] Angles = [0, 0.5, -0.5, 1, -1, 1.5, -1.5];

    private readonly bool[] _fields;
    private readonly int _width;
    private readonly int _height;
    private readonly double _density;

    private InkField(bool[] fields, int width, int height) =>
        (_fields, _width, _height, _density) = (fields, width, height, (double)fields.Count(field => field) / fields.Length);

    public static InkField Of(InkMask mask)
    {
        var longest = Math.Max(mask.Width, mask.Height);
        var (width, height) = (Math.Max(1, mask.Width * LongSide / longest), Math.Max(1, mask.Height * LongSide / longest));
        var fields = new bool[width * height];
        for (var y = 0; y < mask.Height; y++)
        {
            for (var x = 0; x < mask.Width; x++)
            {
                if (mask[x, y])
                {
                    Thicken(fields, width, height, x * width / mask.Width, y * height / mask.Height);
                }
            }
        }

        return new InkField(fields, width, height);
    }

    /// <summary>The same page turned clockwise by a quarter.</summary>
    public InkField Turn() => new(QuarterTurn.Of(_fields, _width, _height), _height, _width);

    /// <summary>How much of the ink of another page is here, in the position that fits best: 1 all of it, 0 no more than by chance.</summary>
    public double Cover(InkPoints points)
    {
        if (points.X.Length == 0 || _density >= 0.95)
        {
            return 0;
        }

        var best = (Hits: -1, Angle: 0.0, Dx: 0, Dy: 0);
        var few = Math.Min(FewPoints, points.X.Length);
        var (px, py) = (new int[points.X.Length], new int[points.X.Length]);
        foreach (var angle in Angles)
        {
            Place(points, angle, few, px, py);
            for (var dy = -MaxShift; dy <= MaxShift; dy += 2)
            {
                for (var dx = -MaxShift; dx <= MaxShift; dx += 2)
                {
                    var hits = Hits(px, py, few, dx, dy, best.Hits);
                    best = hits > best.Hits ? (hits, angle, dx, dy) : best;
                }
            }
        }

        var most = 0;
        foreach (var angle in (ReadOnlySpan<double>)[best.Angle - 0.25, best.Angle, best.Angle + 0.25])
        {
            Place(points, angle, px.Length, px, py);
            for (var dy = best.Dy - 1; dy <= best.Dy + 1; dy++)
            {
                for (var dx = best.Dx - 1; dx <= best.Dx + 1; dx++)
                {
                    most = Math.Max(most, Hits(px, py, px.Length, dx, dy, most));
                }
            }
        }

        return (((double)most / px.Length) - _density) / (1 - _density);
    }

    /// <summary>How much two pages have in common: the ink of each on the other, whichever is less. Two students' sheets of one page have their print.</summary>
    public static double Likeness(InkMask first, InkMask second) =>
        Math.Min(Of(first).Cover(InkPoints.Of(second)), Of(second).Cover(InkPoints.Of(first)));

    private static void Thicken(bool[] fields, int width, int height, int x, int y)
    {
        for (var ny = Math.Max(0, y - 1); ny <= Math.Min(height - 1, y + 1); ny++)
        {
            for (var nx = Math.Max(0, x - 1); nx <= Math.Min(width - 1, x + 1); nx++)
            {
                fields[(ny * width) + nx] = true;
            }
        }
    }

    private void Place(InkPoints points, double degrees, int count, int[] px, int[] py)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var (cx, cy) = (_width / 2.0, _height / 2.0);
        for (var i = 0; i < count; i++)
        {
            var (x, y) = ((points.X[i] * _width) - cx, (points.Y[i] * _height) - cy);
            (px[i], py[i]) = ((int)((x * cos) - (y * sin) + cx), (int)((x * sin) + (y * cos) + cy));
        }
    }

    /// <summary>How many points lie on ink; where that cannot be more than <paramref name="enough"/>, some number that is not.</summary>
    private int Hits(int[] px, int[] py, int count, int dx, int dy, int enough)
    {
        var misses = 0;
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (px[i] + dx, py[i] + dy);
            var isHit = (uint)x < (uint)_width && (uint)y < (uint)_height && _fields[(y * _width) + x];
            if (!isHit && ++misses >= count - enough)
            {
                return enough;
            }
        }

        return count - misses;
    }
}
