namespace Aita.Execution;

/// <summary>
/// How many tokens an image has, by the formulas that providers publish: OpenAI "Images and vision", Anthropic "Vision", Google "Image understanding"
/// and "Media resolution", all as of 2026. High detail is assumed. Pure.
/// </summary>
internal static class ImageTokens
{
    /// <summary>Taken for an image whose size is not known: a page of A4 at 150 dots per inch.</summary>
    private static readonly ImageSize Page = new(1240, 1754);

    /// <summary>By how the name of a model begins, without its provider; the first that fits counts.</summary>
    private static readonly (string Model, Func<ImageSize, double> Tokens)[] Formulas =
    [
        ("gpt-4o-mini", static size => Tiles(size, 2833, 5667)),
        ("gpt-4.1-mini", static size => Patches(size, 1.62)),
        ("gpt-4.1-nano", static size => Patches(size, 2.46)),
        ("o4-mini", static size => Patches(size, 1.72)),
        ("gpt-4", static size => Tiles(size, 85, 170)),
        ("gpt-5-nano", static size => Patches(size, 1.5)),
        ("gpt-5-mini", static size => Patches(size, 1.2)), // 1.62 in the documentation, 1.2 in what is billed
        ("gpt-5.", static size => Patches(size, 1.2)),
        ("gpt-5", static size => Tiles(size, 70, 140)),
        ("o1", static size => Tiles(size, 75, 150)),
        ("o3", static size => Tiles(size, 75, 150)),
        ("claude-opus-4.7", static size => Cells(size, 2576, 4784)),
        ("claude-opus-4-7", static size => Cells(size, 2576, 4784)),
        ("claude-opus-4.8", static size => Cells(size, 2576, 4784)),
        ("claude-opus-4-8", static size => Cells(size, 2576, 4784)),
        ("claude", static size => Cells(size, 1568, 1568)),
        ("gemini-1", static size => Crops(size)),
        ("gemini-2", static size => Crops(size)),
        ("gemini", static _ => 1120),
    ];

    /// <param name="size">Null when it is not known.</param>
    /// <param name="model">Who is asked, as OpenRouter or the provider itself calls it; an unknown one is taken to count like most.</param>
    public static long Of(ImageSize? size, string? model)
    {
        var name = model?[(model.LastIndexOf('/') + 1)..] ?? "";
        var formula = Array.Find(Formulas, formula => name.StartsWith(formula.Model, StringComparison.OrdinalIgnoreCase)).Tokens;
        var pixels = size ?? Page;
        return (long)Math.Ceiling(formula is null ? Cells(pixels, 1568, 1568) : formula(pixels));
    }

    /// <summary>OpenAI: shrunk into a square of 2,048 and to 768 on the short side, then so many tokens for each square of 512.</summary>
    private static double Tiles(ImageSize size, int always, int perTile)
    {
        var scale = Math.Min(1, 2048.0 / Math.Max(size.Width, size.Height));
        scale = Math.Min(scale, 768.0 / Math.Min(size.Width, size.Height));
        return always + (perTile * Across(size.Width * scale, 512) * Across(size.Height * scale, 512));
    }

    /// <summary>OpenAI: patches of 32 pixels, shrunk until there are no more than 1,536 and one side has a whole number of them.</summary>
    private static double Patches(ImageSize size, double perPatch)
    {
        const int Most = 1536;
        var (across, down) = (size.Width / 32.0, size.Height / 32.0);
        if (Across(across, 1) * Across(down, 1) > Most)
        {
            var scale = Math.Sqrt(Most / (across * down));
            (across, down) = (Math.Max(1, across * scale), Math.Max(1, down * scale));
            var whole = Math.Min(Math.Floor(across) / across, Math.Floor(down) / down);
            (across, down) = (across * whole, down * whole);
        }

        return Math.Min(Most, Across(across, 1) * Across(down, 1)) * perPatch;
    }

    /// <summary>Anthropic: cells of 28 pixels, after the image is shrunk to a longest side and a number of cells.</summary>
    private static double Cells(ImageSize size, int longest, int most)
    {
        var scale = Math.Min(1, (double)longest / Math.Max(size.Width, size.Height));
        return Math.Min(most, Across(size.Width * scale, 28) * Across(size.Height * scale, 28));
    }

    /// <summary>Google before Gemini 3: 258 for a small image, else for each crop of two thirds of the short side.</summary>
    private static double Crops(ImageSize size)
    {
        var side = Math.Max(1, Math.Floor(Math.Min(size.Width, size.Height) / 1.5));
        return 258 * (Math.Max(size.Width, size.Height) <= 384 ? 1 : Across(size.Width, side) * Across(size.Height, side));
    }

    private static double Across(double length, double part) => Math.Ceiling((length / part) - 1e-9);
}
