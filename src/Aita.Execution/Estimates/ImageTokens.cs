namespace Aita.Execution;

/// <summary>
/// How many tokens an image has, at high detail, by what providers publish as of 2026: OpenAI (platform.openai.com/docs/guides/images-vision),
/// Anthropic (platform.claude.com/docs/en/build-with-claude/vision), Google (ai.google.dev/gemini-api/docs/image-understanding and
/// .../media-resolution). Where OpenAI's billing is known to differ from its page (community.openai.com/t/1377015), the billing counts. Pure.
/// </summary>
internal static class ImageTokens
{
    /// <summary>The dearest formula for one image of any size that is known of here, but for gpt-4o-mini's.</summary>
    private const long MostOfUnknown = 4784;

    /// <summary>Taken for an image whose size is not known: a page of A4 at 150 dots per inch.</summary>
    private static readonly ImageSize Page = new(1240, 1754);

    /// <summary>By how the name of a model begins. The first that fits counts, so that longer names come first.</summary>
    private static readonly (string Model, Func<ImageSize, double> Tokens)[] Formulas =
    [
        ("gpt-4o-mini", static size => Tiles(size, 2833, 5667)),
        ("gpt-4.1-mini", static size => Patches(size, 1.62, 1536)),
        ("gpt-4.1-nano", static size => Patches(size, 2.46, 1536)),
        ("gpt-4", static size => Tiles(size, 85, 170)),
        ("chatgpt-4", static size => Tiles(size, 85, 170)),
        ("gpt-5-nano", static size => Patches(size, 1.5, 1536)), // as billed
        ("gpt-5-mini", static size => Patches(size, 1.2, 1536)), // as billed
        ("gpt-5.", static size => Patches(size, 1.2, 2500)), // as billed
        ("gpt-5", static size => Tiles(size, 70, 140)),
        ("o4-mini", static size => Patches(size, 1.72, 1536)),
        ("o1", static size => Tiles(size, 75, 150)),
        ("o3", static size => Tiles(size, 75, 150)),
        ("claude-3", static size => Cells(size, 1568, 1568)),
        ("claude-haiku-4", static size => Cells(size, 1568, 1568)),
        ("claude-sonnet-4", static size => Cells(size, 1568, 1568)),
        ("claude-opus-4.7", static size => Cells(size, 2576, 4784)),
        ("claude-opus-4-7", static size => Cells(size, 2576, 4784)),
        ("claude-opus-4.8", static size => Cells(size, 2576, 4784)),
        ("claude-opus-4-8", static size => Cells(size, 2576, 4784)),
        ("claude-opus-4", static size => Cells(size, 1568, 1568)),
        ("claude", static size => Cells(size, 2576, 4784)),
        ("gemini-1", static size => Crops(size)),
        ("gemini-2", static size => Crops(size)),
        ("gemini", static _ => 1120),
    ];

    /// <param name="size">Null when it is not known.</param>
    /// <param name="model">
    /// Who is asked, as OpenRouter, Bedrock or the provider itself calls it. One that is not known is taken to count like most, and may count more.
    /// </param>
    public static InputEstimate Of(ImageSize? size, string? model)
    {
        var name = NameOf(model);
        var formula = Array.Find(Formulas, formula => name.StartsWith(formula.Model, StringComparison.OrdinalIgnoreCase)).Tokens;
        var pixels = size ?? Page;
        var likely = (long)Math.Ceiling(formula is null ? Cells(pixels, 1568, 1568) : formula(pixels));
        return new(likely, formula is null || size is null ? Math.Max(likely, MostOfUnknown) : likely);
    }

    // anthropic/claude-..., us.anthropic.claude-...
    private static string NameOf(string? model)
    {
        var name = model?[(model.LastIndexOf('/') + 1)..] ?? "";
        var claude = name.IndexOf("claude", StringComparison.OrdinalIgnoreCase);
        return claude > 0 ? name[claude..] : name;
    }

    /// <summary>OpenAI: shrunk into a square of 2,048 and to 768 on the short side, then so many tokens for each square of 512.</summary>
    private static double Tiles(ImageSize size, int always, int perTile)
    {
        var scale = Math.Min(1, 2048.0 / Math.Max(size.Width, size.Height));
        scale = Math.Min(scale, 768.0 / Math.Min(size.Width, size.Height));
        return always + (perTile * Across(size.Width * scale, 512) * Across(size.Height * scale, 512));
    }

    /// <summary>OpenAI: patches of 32 pixels, shrunk until there are not too many and one side has a whole number of them.</summary>
    private static double Patches(ImageSize size, double perPatch, int most)
    {
        var (across, down) = (size.Width / 32.0, size.Height / 32.0);
        if (Across(across, 1) * Across(down, 1) > most)
        {
            var scale = Math.Sqrt(most / (across * down));
            (across, down) = (Math.Max(1, across * scale), Math.Max(1, down * scale));
            var whole = Math.Min(Math.Floor(across) / across, Math.Floor(down) / down);
            (across, down) = (across * whole, down * whole);
        }

        return Math.Min(most, Across(across, 1) * Across(down, 1)) * perPatch;
    }

    /// <summary>Anthropic: cells of 28 pixels, after the image is shrunk to a longest side and a number of cells.</summary>
    private static double Cells(ImageSize size, int longest, int most)
    {
        var scale = Math.Min(1, (double)longest / Math.Max(size.Width, size.Height));
        return Math.Min(most, Across(size.Width * scale, 28) * Across(size.Height * scale, 28));
    }

    /// <summary>
    /// Google before Gemini 3: 258 for a small image, else for each crop of two thirds of the short side, of 256 to 768 pixels, after the image is
    /// shrunk into a square of 3,072.
    /// </summary>
    private static double Crops(ImageSize size)
    {
        if (Math.Max(size.Width, size.Height) <= 384)
        {
            return 258;
        }

        var scale = Math.Min(1, 3072.0 / Math.Max(size.Width, size.Height));
        var (width, height) = (size.Width * scale, size.Height * scale);
        var side = Math.Clamp(Math.Floor(Math.Min(width, height) / 1.5), 256, 768);
        return 258 * Across(width, side) * Across(height, side);
    }

    private static double Across(double length, double part) => Math.Max(1, Math.Ceiling((length / part) - 1e-9));
}
