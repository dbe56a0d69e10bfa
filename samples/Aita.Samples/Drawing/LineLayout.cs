namespace Aita.Samples;

/// <summary>Sets one written line: plain text, <c>~~crossed out~~</c>, scrawls, and maths between dollar signs in a small part of LaTeX.</summary>
internal sealed class LineLayout(Func<string, float, float> measure)
{
    private static readonly Dictionary<string, string> Symbols = new(StringComparer.Ordinal)
    {
        ["lambda"] = "λ",
        ["beta"] = "β",
        ["mu"] = "μ",
        ["nu"] = "ν",
        ["omega"] = "ω",
        ["pi"] = "π",
        ["tau"] = "τ",
        ["theta"] = "θ",
        ["Delta"] = "Δ",
        ["times"] = "×",
        ["Omega"] = "Ω",
        ["approx"] = "≈",
        ["cdot"] = "·",
        ["to"] = "→",
        ["infty"] = "∞",
        ["int"] = "∫",
        ["ln"] = "ln",
        ["left"] = "",
        ["right"] = "",
    };

    /// <summary>Stands in the truth for what nobody can read.</summary>
    private const string Illegible = "[unclear]";

    public Box Set(string line, float size)
    {
        var row = Box.Empty;
        var crossed = false;
        foreach (var part in line.Split("~~"))
        {
            var box = Box.Empty;
            var pieces = part.Split('$');
            for (var i = 0; i < pieces.Length; i++)
            {
                box = box.Then(i % 2 == 1 ? Maths(pieces[i], size) : Text(pieces[i], size));
            }

            row = row.Then(crossed ? box.CrossedOut(size) : box);
            crossed = !crossed;
        }

        return row;
    }

    private Box Text(string text, float size)
    {
        var row = Box.Empty;
        var pieces = text.Split(Illegible);
        for (var i = 0; i < pieces.Length; i++)
        {
            row = pieces[i].Aggregate(i > 0 ? row.Then(Box.Scrawl(size)) : row, (box, c) => box.Then(Glyph(c.ToString(), size)));
        }

        return row;
    }

    private Box Glyph(string text, float size) => new(
        measure(text, size), size * 0.72f, size * 0.2f, string.IsNullOrWhiteSpace(text) ? [] : [new Mark.Glyph(text, 0, 0, size)]);

    private Box Maths(string source, float size)
    {
        var position = 0;
        return Row(source, ref position, size);
    }

    private Box Row(string source, ref int position, float size)
    {
        var row = Box.Empty;
        while (position < source.Length && source[position] != '}')
        {
            var atom = Atom(source, ref position, size);
            Box? upper = null, lower = null;
            while (position < source.Length && source[position] is '^' or '_')
            {
                var isUpper = source[position++] == '^';
                var script = Atom(source, ref position, size * 0.68f);
                (upper, lower) = isUpper ? (script, lower) : (upper, script);
            }

            row = row.Then(upper is null && lower is null ? atom : atom.WithScripts(upper, lower, size));
        }

        return row;
    }

    private Box Atom(string source, ref int position, float size)
    {
        var c = source[position++];
        switch (c)
        {
            case '{':
                var group = Row(source, ref position, size);
                position++;
                return group;
            case '\\':
                return Command(source, ref position, size);
            case '=' or '+':
                return Glyph(" ", size * 0.4f).Then(Glyph(c.ToString(), size)).Then(Glyph(" ", size * 0.4f));
            case ' ':
                return Glyph(" ", size * 0.35f);
            default:
                return Glyph(c == '-' ? "−" : c.ToString(), size);
        }
    }

    private Box Command(string source, ref int position, float size)
    {
        var start = position;
        while (position < source.Length && char.IsAsciiLetter(source[position]))
        {
            position++;
        }

        var name = source[start..position];
        switch (name)
        {
            case "frac":
                var over = Atom(source, ref position, size * 0.85f);
                var under = Atom(source, ref position, size * 0.85f);
                return Box.Fraction(over, under, size);
            case "sqrt":
                return Box.Root(Atom(source, ref position, size), size);
            case "int":
                return Glyph(Symbols[name], size * 1.35f);
            default:
                return Text(
                    Symbols.GetValueOrDefault(name) ?? throw new FormatException($"The sample does not know \\{name} in '{source}'."), size);
        }
    }
}
