namespace Aita.Exams.Images;

/// <summary>Turns grids of fields that are row after row. Pure.</summary>
internal static class QuarterTurn
{
    /// <summary>The same grid turned clockwise by a quarter: as wide as it was high.</summary>
    public static bool[] Of(bool[] fields, int width, int height)
    {
        var turned = new bool[fields.Length];
        for (var y = 0; y < width; y++)
        {
            for (var x = 0; x < height; x++)
            {
                turned[(y * height) + x] = fields[((height - 1 - x) * width) + y];
            }
        }

        return turned;
    }
}
