using System.Collections.Concurrent;
using SkiaSharp;

namespace Aita.Samples;

/// <summary>The fonts of this project, so that drawing does not depend on the machine. Each has its licence beside it.</summary>
internal static class Fonts
{
    private static readonly ConcurrentDictionary<string, SKTypeface> Loaded = new(StringComparer.Ordinal);

    /// <summary>Computer Modern: printed text, and the Greek letters that handwriting fonts lack.</summary>
    public static SKTypeface Print { get; } = Load("CMUSerif-Roman");

    /// <summary>Has the mathematical signs that the other handwriting fonts lack.</summary>
    private static SKTypeface Signs { get; } = Load("PatrickHand-Regular");

    /// <summary>A font of this project; it is loaded once and stays.</summary>
    public static SKTypeface Load(string name) => Loaded.GetOrAdd(name, static name =>
    {
        using var stream = typeof(Fonts).Assembly.GetManifestResourceStream($"fonts/{name}.ttf")
            ?? throw new ArgumentException($"There is no font {name}.", nameof(name));
        return SKTypeface.FromStream(stream);
    });

    /// <summary>Sets lines in a hand.</summary>
    public static LineLayout Layout(Hand hand)
    {
        var face = Load(hand.Font);
        return new LineLayout((text, size) => Measure(face, text, size));
    }

    public static float Measure(SKTypeface hand, string text, float size)
    {
        using var font = new SKFont(For(hand, text), size);
        return font.MeasureText(text);
    }

    /// <summary>The first font that has the letter.</summary>
    public static SKTypeface For(SKTypeface hand, string text)
    {
        SKTypeface[] candidates = [hand, Signs, Print];
        return Array.Find(candidates, face => face.ContainsGlyphs(text))
            ?? throw new ArgumentException($"No font has '{text}'.", nameof(text));
    }
}
