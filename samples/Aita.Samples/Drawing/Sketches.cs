namespace Aita.Samples;

/// <summary>Draws what a line in square brackets describes.</summary>
internal static class Sketches
{
    private const float StringLength = 300;

    public static float WidthOf(string description) => IsString(description) ? StringLength : 160;

    public static void Draw(Pen pen, LineLayout layout, string description, float x, float top)
    {
        if (IsString(description))
        {
            var loops = description.Contains("three", StringComparison.Ordinal) ? 3 : description.Contains("two", StringComparison.Ordinal) ? 2 : 1;
            Wave(pen, x, top + (AnswerLayout.SketchHeight / 2), loops);
        }
        else
        {
            Forces(pen, layout, x, top);
        }
    }

    private static bool IsString(string description) => description.Contains("string", StringComparison.Ordinal);

    /// <summary>A standing wave between two walls.</summary>
    private static void Wave(Pen pen, float x, float middle, int loops)
    {
        const float Length = StringLength, Swing = 42;
        pen.Line(x, middle - 55, x, middle + 55);
        pen.Line(x + Length, middle - 55, x + Length, middle + 55);
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            var from = middle;
            for (var step = 1; step <= 24; step++)
            {
                var to = middle + (side * Swing * (float)Math.Sin(Math.PI * loops * step / 24));
                pen.Line(x + (Length * (step - 1) / 24), from, x + (Length * step / 24), to);
                from = to;
            }
        }
    }

    /// <summary>A box between two equal arrows.</summary>
    private static void Forces(Pen pen, LineLayout layout, float x, float top)
    {
        const float Side = 46, Arrow = 55;
        var y = top + Arrow;
        pen.Line(x, y, x + Side, y);
        pen.Line(x + Side, y, x + Side, y + Side);
        pen.Line(x + Side, y + Side, x, y + Side);
        pen.Line(x, y + Side, x, y);
        var middle = x + (Side / 2);
        ArrowTo(y, -1, "kv");
        ArrowTo(y + Side, 1, "mg");

        void ArrowTo(float from, int direction, string label)
        {
            var tip = from + (direction * Arrow);
            pen.Line(middle, from, middle, tip);
            pen.Line(middle, tip, middle - 8, tip - (direction * 12));
            pen.Line(middle, tip, middle + 8, tip - (direction * 12));
            pen.Write(layout.Set(label, pen.Size), middle + 20, from + (direction * 28) + 10);
        }
    }
}
