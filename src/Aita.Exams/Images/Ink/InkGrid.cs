namespace Aita.Exams.Images;

/// <summary>
/// How much ink is in each of 64 x 64 fields of a page, blurred a little: enough to tell pages, orientations and rescans apart whatever the
/// resolution. Immutable.
/// </summary>
internal sealed class InkGrid
{
    private const int Size = 64;

    private readonly double[] _fields;

    private InkGrid(double[] fields) => _fields = fields;

    public static InkGrid Of(InkMask mask)
    {
        var (ink, all) = (new double[Size * Size], new double[Size * Size]);
        for (var y = 0; y < mask.Height; y++)
        {
            for (var x = 0; x < mask.Width; x++)
            {
                var field = (y * Size / mask.Height * Size) + (x * Size / mask.Width);
                ink[field] += mask[x, y] ? 1 : 0;
                all[field]++;
            }
        }

        // The root tames fields that are black all over, such as printed bars.
        for (var i = 0; i < ink.Length; i++)
        {
            ink[i] = all[i] == 0 ? 0 : Math.Sqrt(ink[i] / all[i]);
        }

        return new InkGrid(Blur(ink));
    }

    /// <summary>The same page turned clockwise.</summary>
    public InkGrid Turn(int quarters)
    {
        var fields = _fields;
        for (var turn = 0; turn < (quarters & 3); turn++)
        {
            var turned = new double[Size * Size];
            for (var y = 0; y < Size; y++)
            {
                for (var x = 0; x < Size; x++)
                {
                    turned[(y * Size) + x] = fields[((Size - 1 - x) * Size) + y];
                }
            }

            fields = turned;
        }

        return new InkGrid(fields);
    }

    /// <summary>Normalised correlation, -1 to 1, at the best of small shifts: no scan lies where another one lay.</summary>
    public double Likeness(InkGrid other)
    {
        var best = -1.0;
        for (var dy = -2; dy <= 2; dy++)
        {
            for (var dx = -2; dx <= 2; dx++)
            {
                best = Math.Max(best, Correlation(_fields, other._fields, dx, dy));
            }
        }

        return best;
    }

    private static double Correlation(double[] a, double[] b, int dx, int dy)
    {
        double sumA = 0, sumB = 0, aa = 0, bb = 0, ab = 0;
        var n = 0;
        for (var y = Math.Max(0, -dy); y < Size - Math.Max(0, dy); y++)
        {
            for (var x = Math.Max(0, -dx); x < Size - Math.Max(0, dx); x++)
            {
                var (u, v) = (a[(y * Size) + x], b[((y + dy) * Size) + x + dx]);
                sumA += u;
                sumB += v;
                aa += u * u;
                bb += v * v;
                ab += u * v;
                n++;
            }
        }

        var spread = Math.Sqrt((aa - (sumA * sumA / n)) * (bb - (sumB * sumB / n)));
        return spread < 1e-9 ? 0 : (ab - (sumA * sumB / n)) / spread;
    }

    private static double[] Blur(double[] fields)
    {
        var blurred = new double[fields.Length];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                double sum = 0, weight = 0;
                for (var dy = Math.Max(-1, -y); dy <= Math.Min(1, Size - 1 - y); dy++)
                {
                    for (var dx = Math.Max(-1, -x); dx <= Math.Min(1, Size - 1 - x); dx++)
                    {
                        var w = dx == 0 && dy == 0 ? 4 : dx == 0 || dy == 0 ? 2 : 1;
                        sum += w * fields[((y + dy) * Size) + x + dx];
                        weight += w;
                    }
                }

                blurred[(y * Size) + x] = sum / weight;
            }
        }

        return blurred;
    }
}
