namespace Aita.Exams.Images;

/// <summary>Where there is ink on a page: pixels clearly darker than the paper around them, without specks. Pure.</summary>
internal sealed class InkMask
{
    /// <summary>Paper is judged in squares of this many pixels, so that shadows and yellow paper are no ink.</summary>
    private const int Block = 25;

    /// <summary>Ink is darker than the paper by this much of 255; what shines through from the back is not.</summary>
    private const int Darker = 36;

    /// <summary>Something that a person or a printer wrote is at least this long, in pixels of a page of 1,000: 3 mm.</summary>
    private const int StrokeLength = 10;

    private readonly bool[] _ink;

    private InkMask(int width, int height, bool[] ink) => (Width, Height, _ink) = (width, height, ink);

    public int Width { get; }

    public int Height { get; }

    public bool this[int x, int y] => _ink[(y * Width) + x];

    public static InkMask Of(GrayPage page)
    {
        var (columns, rows) = ((page.Width + Block - 1) / Block, (page.Height + Block - 1) / Block);
        var paper = Paper(page, columns, rows);
        var ink = new bool[page.Pixels.Length];
        for (var y = 0; y < page.Height; y++)
        {
            for (var x = 0; x < page.Width; x++)
            {
                var i = (y * page.Width) + x;
                ink[i] = page.Pixels[i] < paper[(y / Block * columns) + (x / Block)] - Darker;
            }
        }

        return new InkMask(page.Width, page.Height, WithoutSpecks(ink, page.Width, page.Height));
    }

    /// <summary>The same page turned clockwise.</summary>
    public InkMask Turn(int quarters)
    {
        var mask = this;
        for (var turn = 0; turn < (quarters & 3); turn++)
        {
            mask = new InkMask(mask.Height, mask.Width, QuarterTurn.Of(mask._ink, mask.Width, mask.Height));
        }

        return mask;
    }

    /// <summary>Whether something is written between two heights, given as shares of the page. Edges, where scanners leave shadows, do not count.</summary>
    public bool HasStrokes(double top, double bottom)
    {
        var (left, right) = ((int)(Width * 0.04), (int)(Width * 0.96));
        var (first, last) = ((int)(Height * Math.Max(top, 0.015)), (int)(Height * Math.Min(bottom, 0.97)));
        var seen = new bool[_ink.Length];
        var open = new Stack<int>();
        for (var y = first; y < last; y++)
        {
            for (var x = left; x < right; x++)
            {
                var i = (y * Width) + x;
                if (_ink[i] && !seen[i] && IsStroke(i, seen, open, (left, first, right, last)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Sums of ink by row and by column.</summary>
    public (double[] Rows, double[] Columns) Profiles()
    {
        var (rows, columns) = (new double[Height], new double[Width]);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (this[x, y])
                {
                    rows[y]++;
                    columns[x]++;
                }
            }
        }

        return (rows, columns);
    }

    private static int[] Paper(GrayPage page, int columns, int rows)
    {
        var paper = new int[columns * rows];
        var histogram = new int[256];
        for (var block = 0; block < paper.Length; block++)
        {
            Array.Clear(histogram);
            var (x0, y0) = (block % columns * Block, block / columns * Block);
            var (x1, y1) = (Math.Min(x0 + Block, page.Width), Math.Min(y0 + Block, page.Height));
            for (var y = y0; y < y1; y++)
            {
                for (var x = x0; x < x1; x++)
                {
                    histogram[page.Pixels[(y * page.Width) + x]]++;
                }
            }

            paper[block] = Percentile(histogram, (x1 - x0) * (y1 - y0) * 3 / 4);
        }

        // A black bar fills its square: its paper is what the page has.
        var usual = paper.Order().ElementAt(paper.Length / 2);
        return [.. paper.Select(value => Math.Max(value, usual - 60))];
    }

    private static int Percentile(int[] histogram, int rank)
    {
        var value = 0;
        for (var seen = histogram[0]; seen <= rank && value < 255; seen += histogram[value])
        {
            value++;
        }

        return value;
    }

    private static bool[] WithoutSpecks(bool[] ink, int width, int height)
    {
        var clean = new bool[ink.Length];
        for (var y = 1; y < height - 1; y++)
        {
            for (var x = 1; x < width - 1; x++)
            {
                var i = (y * width) + x;
                clean[i] = ink[i] && Neighbours(ink, i, width) >= 2;
            }
        }

        return clean;
    }

    private static int Neighbours(bool[] ink, int i, int width)
    {
        var count = 0;
        foreach (var j in (ReadOnlySpan<int>)[i - width - 1, i - width, i - width + 1, i - 1, i + 1, i + width - 1, i + width, i + width + 1])
        {
            count += ink[j] ? 1 : 0;
        }

        return count;
    }

    private bool IsStroke(int start, bool[] seen, Stack<int> open, (int Left, int Top, int Right, int Bottom) area)
    {
        var (x0, y0, x1, y1) = (int.MaxValue, int.MaxValue, 0, 0);
        open.Push(start);
        seen[start] = true;
        while (open.TryPop(out var i))
        {
            var (x, y) = (i % Width, i / Width);
            (x0, y0, x1, y1) = (Math.Min(x0, x), Math.Min(y0, y), Math.Max(x1, x), Math.Max(y1, y));
            for (var ny = Math.Max(y - 1, area.Top); ny <= Math.Min(y + 1, area.Bottom - 1); ny++)
            {
                for (var nx = Math.Max(x - 1, area.Left); nx <= Math.Min(x + 1, area.Right - 1); nx++)
                {
                    var j = (ny * Width) + nx;
                    if (_ink[j] && !seen[j])
                    {
                        seen[j] = true;
                        open.Push(j);
                    }
                }
            }
        }

        var (width, height) = (x1 - x0 + 1, y1 - y0 + 1);

        // A line of dirt on the scanner's glass runs along the whole page and is as thin as nothing else.
        var isScannerLine = (width <= 4 && height > Height / 2) || (height <= 4 && width > Width * 9 / 10);
        return Math.Max(width, height) >= StrokeLength && !isScannerLine;
    }
}
